//! `$try`: TRY(…).

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array, new_null_array};
use arrow::compute::concat;
use boathouse_functions::{Example, Function, LambdaCall, Overload, kernel};
use boathouse_types::Result;
use datafusion::logical_expr::ColumnarValue;

/// The expression is a lambda without parameters, so that it is evaluated here and not before.
pub(crate) const FUNCTION: Function = Function {
    name: "$try",
    description: "NULL where an expression fails on the values of a row.",
    examples: &[Example { sql: "TRY(1 / 0)", result: "NULL" }],
    overloads: &[Overload {
        signature: "<T> $try(function(T)) -> T",
        returns: None,
        kernel: |bound| {
            let returns = bound.returns.to_arrow();
            Ok(kernel(move |call| {
                let body = call.lambda(0)?;
                let column = match body.call_in_place() {
                    Err(error) if error.is_caught_by_try() => {
                        let mut parts = Vec::new();
                        halve(body, 0..call.rows, &new_null_array(&returns, 1), &mut parts)?;
                        let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
                        if parts.is_empty() { new_null_array(&returns, 0) } else { concat(&parts)? }
                    }
                    done => done?,
                };
                Ok(ColumnarValue::Array(column))
            }))
        },
    }],
    called_on_null: true,
    ..Function::DEFAULT
};

/// Evaluates the halves of rows that fail together, down to the rows that fail alone.
fn halve(body: &LambdaCall, rows: std::ops::Range<usize>, null: &ArrayRef, parts: &mut Vec<ArrayRef>) -> Result<()> {
    if rows.len() <= 1 {
        parts.extend(rows.map(|_| Arc::clone(null)));
        return Ok(());
    }
    let middle = rows.start + rows.len() / 2;
    for half in [rows.start..middle, middle..rows.end] {
        let places = UInt32Array::from_iter_values(half.clone().map(|row| row as u32));
        match body.call(&[], &places) {
            Ok(column) => parts.push(column),
            Err(error) if error.is_caught_by_try() => halve(body, half, null, parts)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
