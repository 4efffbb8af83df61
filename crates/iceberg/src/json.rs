//! Members of JSON objects, read with errors that name them.

use serde_json::{Map, Value};

use crate::error::invalid;
use crate::{Error, Result};

pub(crate) type Object = Map<String, Value>;

pub(crate) fn object<'a>(what: &str, value: &'a Value) -> Result<&'a Object> {
    value.as_object().ok_or_else(|| invalid(format!("{what} is not an object")))
}

pub(crate) fn required<T>(name: &str, member: Option<T>) -> Result<T> {
    member.ok_or_else(|| invalid(format!("the member {name} is missing or not of its kind")))
}

pub(crate) fn text(object: &Object, name: &str) -> Result<String> {
    required(name, object.get(name).and_then(Value::as_str)).map(str::to_owned)
}

pub(crate) fn int(object: &Object, name: &str) -> Result<i32> {
    required(name, as_int(object.get(name)))
}

pub(crate) fn as_int(value: Option<&Value>) -> Option<i32> {
    value.and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok())
}

pub(crate) fn flag(object: &Object, name: &str) -> Result<bool> {
    required(name, object.get(name).and_then(Value::as_bool))
}

pub(crate) fn list<'a>(object: &'a Object, name: &str) -> Result<&'a [Value]> {
    required(name, object.get(name).and_then(Value::as_array)).map(Vec::as_slice)
}

/// The members that are not among these, which are kept as they are.
pub(crate) fn others(object: &Object, known: &[&str]) -> Object {
    object.iter().filter(|(name, _)| !known.contains(&name.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// An error of a stored document rather than of a request.
pub(crate) fn stored(error: Error) -> Error {
    match error {
        Error::Invalid(text) => Error::Unreadable(text),
        other => other,
    }
}
