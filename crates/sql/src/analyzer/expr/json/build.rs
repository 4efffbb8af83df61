//! JSON_OBJECT and JSON_ARRAY.

use boathouse_types::{ErrorCode, Result, Type};

use super::super::super::error::semantic;
use super::super::super::{Analyzer, Scope, Typed};
use super::super::literal;
use super::{name, word};
use crate::Position;
use crate::ast::{JsonArray, JsonObject};

impl Analyzer<'_> {
    pub(crate) fn json_object(&mut self, at: Position, call: &JsonObject, scope: &Scope<'_>) -> Result<Typed> {
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let mut arguments =
            vec![literal::boolean(call.null_on_null), literal::boolean(call.unique_keys), word(name(Some(format)))];
        for (key, value) in &call.members {
            let typed = self.expression(key, scope)?;
            if !typed.data_type.is_text() {
                let text = format!("Invalid type of JSON object key: {}", typed.data_type);
                return Err(semantic(key.at, ErrorCode::InvalidFunctionArgument, text));
            }
            let typed = match typed.data_type {
                Type::Char(length) => self.cast(typed, &Type::Varchar(Some(length)), false)?,
                _ => typed,
            };
            let (value, format) = self.json_operand(at, value, "value passed to JSON_OBJECT function", scope)?;
            arguments.extend([typed, word(format), value]);
        }
        let made = self.call_as("$json_object", arguments, made, Vec::new())?;
        self.cast(made, &returns, false)
    }

    pub(crate) fn json_array(&mut self, at: Position, call: &JsonArray, scope: &Scope<'_>) -> Result<Typed> {
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let mut arguments = vec![literal::boolean(call.null_on_null), word(name(Some(format)))];
        for element in &call.elements {
            let (value, format) = self.json_operand(at, element, "value passed to JSON_ARRAY function", scope)?;
            arguments.extend([word(format), value]);
        }
        let made = self.call_as("$json_array", arguments, made, Vec::new())?;
        self.cast(made, &returns, false)
    }
}
