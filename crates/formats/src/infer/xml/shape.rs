//! What elements of one name hold together.

use std::collections::HashMap;

use boathouse_schema::HiveType;

use crate::infer::{Evidence, Mismatch, Shape, ShapeField};

/// Different fields of all levels.
const FIELDS_MAX: usize = 10_000;
/// The field of an element's own text beside its attributes and elements.
const VALUE: &str = "_value";

/// One element of a row as it was read.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub attributes: Vec<(String, String)>,
    pub children: Vec<(String, Element)>,
    pub text: String,
    /// Elements below it are nested too deep and were passed over: it counts as text.
    pub opaque: bool,
}

/// All elements of one name at one place.
#[derive(Debug)]
pub(super) struct Node {
    fields: Vec<Field>,
    places: HashMap<String, usize>,
    text: Shape,
    /// The value that gave the text its type.
    evidence: Option<Evidence>,
}

#[derive(Debug)]
struct Field {
    name: String,
    node: Node,
    /// Whether one element had several of them.
    many: bool,
}

impl Default for Node {
    fn default() -> Self {
        Self { fields: Vec::new(), places: HashMap::new(), text: Shape::Unknown, evidence: None }
    }
}

impl Node {
    /// Adds one element; `fields` counts the fields of all nodes.
    pub fn add(&mut self, element: Element, row: usize, fields: &mut usize) -> Result<(), Mismatch> {
        if element.opaque {
            self.add_text("…", Shape::Scalar(HiveType::String), row);
            return Ok(());
        }
        for (name, value) in element.attributes {
            self.field(format!("_{name}"), fields)?.node.add_text(&value, shape_of(&value), row);
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (name, child) in element.children {
            let field = self.field(name.clone(), fields)?;
            let count = seen.entry(name).or_default();
            *count += 1;
            field.many |= *count > 1;
            field.node.add(child, row, fields)?;
        }
        self.add_text(&element.text, shape_of(&element.text), row);
        Ok(())
    }

    fn field(&mut self, name: String, fields: &mut usize) -> Result<&mut Field, Mismatch> {
        let place = match self.places.get(&name) {
            Some(place) => *place,
            None if *fields == FIELDS_MAX => {
                return Err(Mismatch::new(format!("its rows have more than {FIELDS_MAX} different fields")));
            }
            None => {
                *fields += 1;
                self.places.insert(name.clone(), self.fields.len());
                self.fields.push(Field { name, node: Self::default(), many: false });
                self.fields.len() - 1
            }
        };
        Ok(&mut self.fields[place])
    }

    fn add_text(&mut self, text: &str, shape: Shape, row: usize) {
        let before = std::mem::replace(&mut self.text, Shape::Unknown);
        self.text = before.clone().join(shape);
        if self.text != before {
            self.evidence = Some(Evidence::new(row, text.trim()));
        }
    }

    /// Its fields with their shapes and the values that decided; text beside them is a field too.
    pub fn columns(self) -> Vec<(String, Shape, Option<Evidence>)> {
        let mut columns: Vec<(String, Shape, Option<Evidence>)> = Vec::with_capacity(self.fields.len());
        for mut field in self.fields {
            let evidence = field.node.evidence.take();
            let shape = field.node.into_shape();
            columns.push((field.name, if field.many { Shape::Array(Box::new(shape)) } else { shape }, evidence));
        }
        if self.text != Shape::Unknown {
            columns.push((VALUE.to_owned(), self.text, self.evidence));
        }
        columns
    }

    fn into_shape(self) -> Shape {
        if self.fields.is_empty() {
            return self.text;
        }
        let fields = self.columns().into_iter().map(|(name, shape, _)| ShapeField { name, shape });
        Shape::Struct(fields.collect())
    }
}

/// The type of a text. References are not replaced: a text with one is a string.
fn shape_of(text: &str) -> Shape {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if text.is_empty() {
        Shape::Unknown
    } else if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
        Shape::Scalar(HiveType::Boolean)
    } else if !is_number {
        Shape::Scalar(HiveType::String)
    } else if text.parse::<i32>().is_ok() {
        Shape::Scalar(HiveType::Int)
    } else if text.parse::<i64>().is_ok() {
        Shape::Scalar(HiveType::BigInt)
    } else if text.contains(['.', 'e', 'E']) && text.parse::<f64>().is_ok() {
        Shape::Scalar(HiveType::Double)
    } else {
        Shape::Scalar(HiveType::String)
    }
}
