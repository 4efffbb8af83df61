//! JSON_EXISTS, JSON_VALUE, JSON_QUERY: functions with a path.

use boathouse_functions_json::{Behavior, Options, Parameter, Wrapper, check_path};
use boathouse_types::{ErrorCode, Result, Type};

use super::super::super::error::{placed, semantic};
use super::super::super::{Analyzer, Scope, Typed};
use super::super::{literal, type_expr};
use super::{clauses, encoding, is_sql_scalar, word};
use crate::Position;
use crate::ast::{JsonBehavior, JsonExists, JsonFormat, JsonPathCall, JsonQuery, JsonValue, JsonWrapper};

/// What every function with a path takes.
pub(super) struct PathArguments {
    input: Typed,
    path: Typed,
    passed: Vec<Typed>,
    pub(super) options: Options,
}

impl PathArguments {
    pub(super) fn with(self, more: Vec<Typed>) -> Result<Vec<Typed>> {
        let mut arguments = vec![self.input, self.path, clauses(&self.options)?];
        arguments.extend(more);
        arguments.extend(self.passed);
        Ok(arguments)
    }
}

impl Analyzer<'_> {
    pub(crate) fn json_exists(&mut self, at: Position, call: &JsonExists, scope: &Scope<'_>) -> Result<Typed> {
        unnamed(&call.path, "JSON_EXISTS")?;
        let mut arguments = self.path_arguments(at, &call.path, scope)?;
        arguments.options.on_error = behavior(at, call.on_error.as_ref(), Behavior::False)?;
        self.call_as("$json_exists", arguments.with(Vec::new())?, Type::Boolean, Vec::new())
    }

    pub(crate) fn json_value(&mut self, at: Position, call: &JsonValue, scope: &Scope<'_>) -> Result<Typed> {
        unnamed(&call.path, "JSON_VALUE")?;
        let returns = match &call.returning {
            Some(written) => type_expr::resolve_type(written, at, ErrorCode::TypeMismatch)?,
            None => Type::VARCHAR,
        };
        if !is_sql_scalar(&returns) {
            let text = format!("Invalid return type of function JSON_VALUE: {returns}");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let mut arguments = self.path_arguments(at, &call.path, scope)?;
        arguments.options.on_empty = behavior(at, call.on_empty.as_ref(), Behavior::Null)?;
        arguments.options.on_error = behavior(at, call.on_error.as_ref(), Behavior::Null)?;
        let mut defaults = Vec::with_capacity(2);
        for (behavior, what) in [(&call.on_empty, "EMPTY"), (&call.on_error, "ERROR")] {
            defaults.push(match behavior {
                Some(JsonBehavior::Default(value)) => {
                    let typed = self.expression(value, scope)?;
                    let what = format!("Function JSON_VALUE default ON {what} result");
                    self.coerce_or_fail(value.at, typed, &returns, &what)?
                }
                _ => literal::null(returns.clone())?,
            });
        }
        self.call_as("$json_value", arguments.with(defaults)?, returns, Vec::new())
    }

    pub(crate) fn json_query(&mut self, at: Position, call: &JsonQuery, scope: &Scope<'_>) -> Result<Typed> {
        unnamed(&call.path, "JSON_QUERY")?;
        let (returns, made, format) = self.json_returning(at, call.returning.as_ref())?;
        let (wrapper, word) = match call.wrapper {
            None | Some(JsonWrapper::Without) => (Wrapper::Without, "WITHOUT"),
            Some(JsonWrapper::Conditional) => (Wrapper::Conditional, "CONDITIONAL"),
            Some(JsonWrapper::Unconditional) => (Wrapper::Unconditional, "UNCONDITIONAL"),
        };
        if let Some(keep) = call.keep_quotes
            && wrapper != Wrapper::Without
        {
            let quotes = if keep { "KEEP" } else { "OMIT" };
            let text = format!("{quotes} QUOTES behavior specified with WITH {word} ARRAY WRAPPER behavior");
            return Err(semantic(at, ErrorCode::InvalidFunctionArgument, text));
        }
        let mut arguments = self.path_arguments(at, &call.path, scope)?;
        arguments.options.wrapper = wrapper;
        arguments.options.omit_quotes = call.keep_quotes == Some(false);
        arguments.options.on_empty = behavior(at, call.on_empty.as_ref(), Behavior::Null)?;
        arguments.options.on_error = behavior(at, call.on_error.as_ref(), Behavior::Null)?;
        arguments.options.output = encoding(format);
        let made = self.call_as("$json_query", arguments.with(Vec::new())?, made, Vec::new())?;
        self.cast(made, &returns, false)
    }

    pub(super) fn path_arguments(
        &mut self,
        at: Position,
        call: &JsonPathCall,
        scope: &Scope<'_>,
    ) -> Result<PathArguments> {
        let format = call.input.format.unwrap_or(JsonFormat::Json);
        let input = self.json_input(&call.input, format, scope)?;
        let mut options = Options { input: encoding(format), ..Options::default() };
        let mut passed = Vec::with_capacity(call.passing.len());
        for (value, parameter) in &call.passing {
            // Parameters of a path are told apart by case, and unquoted ones are upper case.
            let name = if parameter.quoted { parameter.value.clone() } else { parameter.value.to_uppercase() };
            if options.parameters.iter().any(|known| known.name == name) {
                let text = format!("{name} JSON path parameter is specified more than once");
                return Err(semantic(parameter.at, ErrorCode::DuplicateParameterName, text));
            }
            let (value, format) = self.json_operand(at, value, "JSON path parameter", scope)?;
            options.parameters.push(Parameter { name, format });
            passed.push(value);
        }
        let names: Vec<&str> = options.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        check_path(&call.path, &names).map_err(|mut error| {
            // A column of the path is one of the query, behind the quote that opens its literal.
            let inside = error.position.take().map_or(0, |(_, column)| column);
            let column = call.path_at.column.saturating_add(inside);
            placed(error, Position { column, ..call.path_at })
        })?;
        Ok(PathArguments { input, path: word(&call.path), passed, options })
    }
}

pub(super) fn behavior(at: Position, written: Option<&JsonBehavior>, otherwise: Behavior) -> Result<Behavior> {
    let Some(written) = written else { return Ok(otherwise) };
    let of_exists = otherwise == Behavior::False;
    match written {
        JsonBehavior::Error => Ok(Behavior::Error),
        JsonBehavior::True if of_exists => Ok(Behavior::True),
        JsonBehavior::False if of_exists => Ok(Behavior::False),
        JsonBehavior::Unknown if of_exists => Ok(Behavior::Null),
        JsonBehavior::Null if !of_exists => Ok(Behavior::Null),
        JsonBehavior::EmptyArray if !of_exists => Ok(Behavior::EmptyArray),
        JsonBehavior::EmptyObject if !of_exists => Ok(Behavior::EmptyObject),
        JsonBehavior::Default(_) if !of_exists => Ok(Behavior::Default),
        _ => Err(semantic(at, ErrorCode::SyntaxError, "this behavior is none of the function's")),
    }
}

/// Only JSON_TABLE has names for paths.
fn unnamed(path: &JsonPathCall, function: &str) -> Result<()> {
    let Some(name) = &path.name else { return Ok(()) };
    let text = format!("JSON path name is not allowed in {function} function");
    Err(semantic(name.at, ErrorCode::InvalidPath, text))
}
