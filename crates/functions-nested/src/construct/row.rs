//! `$row`: ROW(…).

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray};
use arrow_schema::DataType;
use boathouse_functions::{Example, Function, Overload, kernel, trino_error};
use boathouse_types::{Result, TrinoError};

/// No variable can stand for fields of different types: its caller binds the call itself, with the fields'
/// types as arguments and the row type as the result.
pub(crate) const FUNCTION: Function = Function {
    name: "$row",
    description: "A row of the given fields.",
    examples: &[Example { sql: "ROW(1, 'a')", result: "{1, a}" }],
    overloads: &[Overload {
        signature: "<T> $row(T...) -> T",
        returns: None,
        kernel: |bound| {
            let returns = bound.returns.clone();
            Ok(kernel(move |call| {
                let DataType::Struct(fields) = returns.to_arrow() else {
                    return Err(TrinoError::internal(format!("{returns} is no row")));
                };
                let rows = call.rows_to_compute();
                let columns = call.args.iter().map(|value| value.to_array(rows).map_err(trino_error));
                let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
                let row = match columns.is_empty() {
                    true => StructArray::new_empty_fields(rows, None),
                    false => StructArray::try_new(fields, columns, None)?,
                };
                call.finish(Arc::new(row))
            }))
        },
    }],
    called_on_null: true,
    ..Function::DEFAULT
};
