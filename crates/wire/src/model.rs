//! What a service's model says of the inputs of its operations, as a text, and the check of an input by it: first
//! the kinds of all values, then all constraints at once.

mod kinds;
mod rules;
mod shapes;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::Value;

use crate::InputError;
use shapes::Shape;

/// A service's model.
///
/// The text has a line for each shape, and under a structure a line for each of its members:
///
/// ```text
/// operation GetThing GetThingInput
/// structure GetThingInput
///   Name* ThingName
///   Colours ColourList
/// string ThingName 1..128 /[a-z]+/
/// string Colour RED|GREEN
/// list ColourList Colour ..50
/// map Parameters ThingName ThingName
/// integer Size 1..
/// long Bytes
/// boolean Flag
/// ```
///
/// A `*` marks what must be there.
#[derive(Debug)]
pub struct Model {
    inputs: HashMap<&'static str, &'static str>,
    shapes: HashMap<&'static str, Shape>,
}

impl Model {
    /// Reads a model. What is not understood has no constraints; [`Model::faults`] names it.
    pub fn read(text: &'static str) -> Self {
        let (inputs, shapes) = shapes::read(text);
        Self { inputs, shapes }
    }

    /// Checks the input of an operation as far as it is JSON; whether it is, is for the reader to say.
    ///
    /// # Errors
    /// [`InputError::WrongKind`] for the first value of a wrong kind, then [`InputError::Constraints`].
    pub fn check(&self, operation: &str, body: &[u8]) -> Result<(), InputError> {
        let Some(shape) = self.inputs.get(operation).and_then(|name| self.shapes.get(name)) else { return Ok(()) };
        let Ok(value @ Value::Object(_)) = serde_json::from_slice(body) else { return Ok(()) };
        self.check_kind(shape, &value).map_err(InputError::WrongKind)?;
        self.check_rules(shape, &value)
    }

    fn shape(&self, name: &str) -> &Shape {
        self.shapes.get(name).unwrap_or(&Shape::Unknown)
    }

    /// Names that stand for no shape, lines and patterns that cannot be read.
    pub fn faults(&self) -> Vec<String> {
        let named = self.shapes.values().flat_map(Shape::names).chain(self.inputs.values().copied());
        let missing = named.filter(|name| !self.shapes.contains_key(name)).map(|name| format!("there is no {name}"));
        let odd = self.shapes.iter().filter(|(_, shape)| shape.is_odd()).map(|(name, _)| format!("{name} is odd"));
        let mut faults: Vec<String> = missing.chain(odd).collect();
        faults.sort();
        faults.dedup();
        faults
    }
}
