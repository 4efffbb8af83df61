//! `injected`: the values are those the query names.

use super::Value;
use super::conditions::{self, Conditions};
use crate::Failure;

/// A key whose values only a query knows.
#[derive(Debug)]
pub(super) struct InjectedKey {
    pub(super) name: String,
}

impl InjectedKey {
    pub(super) fn candidates(&self, conditions: &Conditions) -> Result<Vec<Value>, Failure> {
        let points = conditions.points.as_ref().ok_or_else(|| {
            let text = format!(
                "For the injected projected partition column {}, the WHERE clause must contain only static equality \
                 conditions, and at least one such condition must be present.",
                self.name
            );
            Failure::engine("CONSTRAINT_VIOLATION", None, &text)
        })?;
        Ok(points.iter().filter_map(conditions::text).map(Value::plain).collect())
    }
}
