//! Reading an operation's input as AWS's services do: `null` is absent, a decimal number is cut to an
//! integer, wrong kinds get the service's own texts, and members nobody asked for are reported.

mod constraints;
mod reader;
mod reported;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use constraints::Constraints;
pub(crate) use reader::{member, not_a_list, not_a_scalar, not_members};
pub use reported::Reported;

/// What was read.
#[derive(Debug)]
pub struct Input<T> {
    /// The operation's input.
    pub value: T,
    /// Paths of the members that are not part of it.
    pub ignored: Vec<String>,
}

/// Why an input was refused. A service gives it a code: `SerializationException` for the first two,
/// its own for the third.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Not JSON, or not an object. The services say nothing more.
    #[error("the body is not a JSON object")]
    Unreadable,
    /// A value of the wrong kind; the text is the services' own.
    #[error("{0}")]
    WrongKind(String),
    /// Values that break the model's constraints: `1 validation error detected: …`.
    #[error("{0}")]
    Constraints(String),
}

impl InputError {
    /// The text that goes on the wire; empty where the services send none.
    pub fn wire_message(&self) -> String {
        if *self == Self::Unreadable { String::new() } else { self.to_string() }
    }
}

/// Reads an input from a request body.
///
/// # Errors
/// When it is not what the operation takes.
pub fn read_input<T: DeserializeOwned>(body: &[u8]) -> Result<Input<T>, InputError> {
    let value: Value = serde_json::from_slice(body).map_err(|_| InputError::Unreadable)?;
    match &value {
        Value::Object(_) => {}
        Value::Array(_) => return Err(InputError::WrongKind(reader::LIST_NOT_EXPECTED.to_owned())),
        _ => return Err(InputError::Unreadable),
    }
    let ignored = reader::Ignored::default();
    match T::deserialize(reader::Reader::new(&value, &ignored)) {
        Ok(value) => Ok(Input { value, ignored: ignored.into_paths() }),
        Err(error) => Err(error.into_input_error()),
    }
}

#[cfg(test)]
mod tests;
