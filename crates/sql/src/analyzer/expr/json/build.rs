//! JSON_OBJECT and JSON_ARRAY.

use boathouse_functions_json::{Options, Parameter};
use boathouse_types::{ErrorCode, Result, Type};

use super::super::super::error::semantic;
use super::super::super::{Analyzer, Scope, Typed};
use super::{clauses, encoding};
use crate::Position;
use crate::ast::{JsonArray, JsonObject};

impl Analyzer<'_> {
    pub(crate) fn json_object(&mut self, at: Position, call: &JsonObject, scope: &Scope<'_>) -> Result<Typed> {
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let mut options = Options {
            null_on_null: call.null_on_null,
            unique_keys: call.unique_keys,
            output: encoding(format),
            ..Options::default()
        };
        let mut members = Vec::with_capacity(call.members.len() * 2);
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
            options.parameters.push(Parameter { name: String::new(), format });
            members.extend([typed, value]);
        }
        members.insert(0, clauses(&options)?);
        let made = self.call_as("$json_object", members, made, Vec::new())?;
        self.cast(made, &returns, false)
    }

    pub(crate) fn json_array(&mut self, at: Position, call: &JsonArray, scope: &Scope<'_>) -> Result<Typed> {
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let mut options = Options { null_on_null: call.null_on_null, output: encoding(format), ..Options::default() };
        let mut elements = Vec::with_capacity(call.elements.len() + 1);
        for element in &call.elements {
            let (value, format) = self.json_operand(at, element, "value passed to JSON_ARRAY function", scope)?;
            options.parameters.push(Parameter { name: String::new(), format });
            elements.push(value);
        }
        elements.insert(0, clauses(&options)?);
        let made = self.call_as("$json_array", elements, made, Vec::new())?;
        self.cast(made, &returns, false)
    }
}
