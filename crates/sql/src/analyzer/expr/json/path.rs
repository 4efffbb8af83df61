//! JSON_EXISTS, JSON_VALUE, JSON_QUERY: functions with a path.

use boathouse_types::{ErrorCode, Result, Type};

use super::super::super::error::semantic;
use super::super::super::{Analyzer, Scope, Typed};
use super::super::{literal, type_expr};
use super::{is_sql_scalar, name, word};
use crate::Position;
use crate::ast::{JsonBehavior, JsonExists, JsonFormat, JsonPathCall, JsonQuery, JsonValue, JsonWrapper};

impl Analyzer<'_> {
    pub(crate) fn json_exists(&mut self, at: Position, call: &JsonExists, scope: &Scope<'_>) -> Result<Typed> {
        let mut arguments = self.path_arguments(&call.path, scope)?;
        arguments.push(word(match &call.on_error {
            None | Some(JsonBehavior::False) => "false",
            Some(JsonBehavior::True) => "true",
            Some(JsonBehavior::Unknown) => "unknown",
            Some(JsonBehavior::Error) => "error",
            Some(_) => return Err(invalid_behavior(at)),
        }));
        self.passing_arguments(at, &call.path, &mut arguments, scope)?;
        self.call_as("$json_exists", arguments, Type::Boolean, Vec::new())
    }

    pub(crate) fn json_value(&mut self, at: Position, call: &JsonValue, scope: &Scope<'_>) -> Result<Typed> {
        let returns = match &call.returning {
            Some(written) => type_expr::resolve_type(written, at, ErrorCode::TypeMismatch)?,
            None => Type::VARCHAR,
        };
        if !is_sql_scalar(&returns) {
            let text = format!("Invalid return type of function JSON_VALUE: {returns}");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let mut arguments = self.path_arguments(&call.path, scope)?;
        for (behavior, what) in [(&call.on_empty, "EMPTY"), (&call.on_error, "ERROR")] {
            let (behavior, default) = match behavior {
                None | Some(JsonBehavior::Null) => ("null", literal::null(returns.clone())?),
                Some(JsonBehavior::Error) => ("error", literal::null(returns.clone())?),
                Some(JsonBehavior::Default(value)) => {
                    let typed = self.expression(value, scope)?;
                    let what = format!("Function JSON_VALUE default ON {what} result");
                    ("default", self.coerce_or_fail(value.at, typed, &returns, &what)?)
                }
                Some(_) => return Err(invalid_behavior(at)),
            };
            arguments.extend([word(behavior), default]);
        }
        self.passing_arguments(at, &call.path, &mut arguments, scope)?;
        self.call_as("$json_value", arguments, returns, Vec::new())
    }

    pub(crate) fn json_query(&mut self, at: Position, call: &JsonQuery, scope: &Scope<'_>) -> Result<Typed> {
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let wrapper = match call.wrapper {
            None | Some(JsonWrapper::Without) => "without",
            Some(JsonWrapper::Conditional) => "conditional",
            Some(JsonWrapper::Unconditional) => "unconditional",
        };
        if let Some(keep) = call.keep_quotes
            && wrapper != "without"
        {
            let quotes = if keep { "KEEP" } else { "OMIT" };
            let text = format!(
                "{quotes} QUOTES behavior specified with WITH {} ARRAY WRAPPER behavior",
                wrapper.to_uppercase()
            );
            return Err(semantic(at, ErrorCode::InvalidFunctionArgument, text));
        }
        let mut arguments = self.path_arguments(&call.path, scope)?;
        arguments.push(word(wrapper));
        arguments.push(word(if call.keep_quotes == Some(false) { "omit" } else { "keep" }));
        for behavior in [&call.on_empty, &call.on_error] {
            arguments.push(word(match behavior {
                None | Some(JsonBehavior::Null) => "null",
                Some(JsonBehavior::Error) => "error",
                Some(JsonBehavior::EmptyArray) => "array",
                Some(JsonBehavior::EmptyObject) => "object",
                Some(_) => return Err(invalid_behavior(at)),
            }));
        }
        arguments.push(word(name(Some(format))));
        self.passing_arguments(at, &call.path, &mut arguments, scope)?;
        let made = self.call_as("$json_query", arguments, made, Vec::new())?;
        self.cast(made, &returns, false)
    }

    fn path_arguments(&mut self, call: &JsonPathCall, scope: &Scope<'_>) -> Result<Vec<Typed>> {
        let format = call.input.format.unwrap_or(JsonFormat::Json);
        let mut arguments = Vec::from(self.json_input(&call.input, format, scope)?);
        arguments.push(word(&call.path));
        Ok(arguments)
    }

    fn passing_arguments(
        &mut self,
        at: Position,
        call: &JsonPathCall,
        arguments: &mut Vec<Typed>,
        scope: &Scope<'_>,
    ) -> Result<()> {
        let mut names: Vec<String> = Vec::new();
        for (value, parameter) in &call.passing {
            // Parameters of a path are told apart by case, and unquoted ones are upper case.
            let spelled = if parameter.quoted { parameter.value.clone() } else { parameter.value.to_uppercase() };
            if names.contains(&spelled) {
                let text = format!("{spelled} JSON path parameter is specified more than once");
                return Err(semantic(parameter.at, ErrorCode::DuplicateParameterName, text));
            }
            let (value, format) = self.json_operand(at, value, "JSON path parameter", scope)?;
            arguments.extend([word(&spelled), word(format), value]);
            names.push(spelled);
        }
        Ok(())
    }
}

fn invalid_behavior(at: Position) -> boathouse_types::TrinoError {
    semantic(at, ErrorCode::SyntaxError, "this behavior is none of the function's")
}
