//! Whether values are of the kinds that the model wants.

use serde_json::Value;

use super::Model;
use super::shapes::Shape;
use crate::input::{not_a_list, not_a_scalar, not_members};

impl Model {
    /// # Errors
    /// The service's text for the first value of a wrong kind.
    pub(super) fn check_kind(&self, shape: &Shape, value: &Value) -> Result<(), String> {
        match (shape, value) {
            (Shape::Unknown, _) | (_, Value::Null) => Ok(()),
            (Shape::Structure(members), Value::Object(given)) => {
                let known = members.iter().filter_map(|member| Some((member, given.get(member.name)?)));
                known.into_iter().try_for_each(|(member, value)| self.check_kind(self.shape(member.shape), value))
            }
            (Shape::Map { value: shape, .. }, Value::Object(given)) => {
                given.values().try_for_each(|value| self.check_kind(self.shape(shape), value))
            }
            (Shape::Structure(_) | Shape::Map { .. }, other) => Err(not_members(other).to_owned()),
            (Shape::List { element, .. }, Value::Array(items)) => {
                items.iter().try_for_each(|item| self.check_kind(self.shape(element), item))
            }
            (Shape::List { .. }, other) => Err(not_a_list(other).to_owned()),
            (Shape::Text(_), Value::String(_)) | (Shape::Boolean, Value::Bool(_)) => Ok(()),
            (Shape::Integer(_), other) if whole(other).is_some_and(|number| i32::try_from(number).is_ok()) => Ok(()),
            (Shape::Long(_), other) if whole(other).is_some() => Ok(()),
            (Shape::Text(_), other) => Err(not_a_scalar(other, "a String")),
            (Shape::Boolean, other) => Err(not_a_scalar(other, "a Boolean")),
            (Shape::Integer(_), other) => Err(not_a_scalar(other, "an Integer")),
            (Shape::Long(_), other) => Err(not_a_scalar(other, "a Long")),
        }
    }
}

/// A number without its fraction, which the services cut off.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
pub(super) fn whole(value: &Value) -> Option<i64> {
    /// The first number beyond.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    let Value::Number(number) = value else { return None };
    let cut = |decimal: f64| (-BEYOND..BEYOND).contains(&decimal).then_some(decimal as i64);
    number.as_i64().or_else(|| number.as_f64().and_then(cut))
}
