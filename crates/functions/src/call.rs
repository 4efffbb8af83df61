//! Calling a function directly, without a query.

use std::convert::Infallible;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow_schema::Field;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl};

use crate::{Argument, Bound, Library, ResolveError, Session, TrinoUdf, trino_error};

impl Library {
    /// Calls a scalar function without lambdas on columns of equal length, whose types must be the overload's own:
    /// nothing is coerced.
    ///
    /// # Errors
    /// When no overload takes the types as they are, and what the function raises.
    pub fn call(&self, name: &str, arguments: &[(Type, ArrayRef)], session: &Arc<Session>) -> Result<(Type, ArrayRef)> {
        let types: Vec<_> = arguments.iter().map(|(t, _)| Argument::Typed(t.clone())).collect();
        let mut no_lambdas = |_: usize, _: &[Type]| -> Result<Type, Infallible> { Ok(Type::Unknown) };
        let resolved = self.resolve_scalar(name, &types, &mut no_lambdas).map_err(|error| match error {
            ResolveError::Parameters(text) => TrinoError::new(ErrorCode::FunctionNotFound, text),
            ResolveError::Returns(error) => error,
            other => TrinoError::new(ErrorCode::FunctionNotFound, format!("{name}: {other:?}")),
        })?;
        if let Some((wanted, (given, _))) = resolved.arguments.iter().zip(arguments).find(|(w, (g, _))| w != &g) {
            return Err(TrinoError::internal(format!("{name} takes {wanted}, not {given}")));
        }
        let returns = resolved.returns.clone();
        let bound = Bound {
            arguments: resolved.arguments,
            returns: resolved.returns,
            bindings: resolved.bindings,
            lambdas: Vec::new(),
            session: Arc::clone(session),
        };
        let udf = TrinoUdf::new(resolved.declaration, resolved.overload, bound)?;
        let rows = arguments.first().map_or(1, |(_, column)| column.len());
        let args = ScalarFunctionArgs {
            args: arguments.iter().map(|(_, column)| ColumnarValue::Array(Arc::clone(column))).collect(),
            arg_fields: arguments.iter().map(|(t, _)| Arc::new(Field::new("", t.to_arrow(), true))).collect(),
            number_rows: rows,
            return_field: Arc::new(Field::new(name, returns.to_arrow(), true)),
            config_options: Arc::new(ConfigOptions::default()),
        };
        let value = udf.invoke_with_args(args).map_err(trino_error)?;
        let column = value.into_array(rows).map_err(trino_error)?;
        if column.data_type() != &returns.to_arrow() {
            let text = format!("{name} returned {} for {returns}", column.data_type());
            return Err(TrinoError::internal(text));
        }
        Ok((returns, column))
    }
}
