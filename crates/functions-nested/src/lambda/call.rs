//! `apply`, `invoke`: a lambda called on a value, and one without parameters.

use arrow::array::UInt32Array;
use boathouse_functions::{Category, Example, Function, Overload, kernel};
use boathouse_types::TrinoError;
use datafusion::logical_expr::ColumnarValue;

pub(crate) const APPLY: Function = Function {
    name: "apply",
    category: Category::Lambda,
    description: "The result of a lambda for a value.",
    examples: &[Example { sql: "apply(5, x -> x + 1)", result: "6" }],
    overloads: &[Overload {
        signature: "<T, U> apply(T, function(T,U)) -> U",
        returns: None,
        kernel: |_| {
            Ok(kernel(|call| {
                let rows = u32::try_from(call.rows).map_err(|_| TrinoError::internal("a batch is too long"))?;
                let outer = UInt32Array::from_iter_values(0..rows);
                Ok(ColumnarValue::Array(call.lambda(0)?.call(&[call.array(0)?], &outer)?))
            }))
        },
    }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

pub(crate) const INVOKE: Function = Function {
    name: "invoke",
    category: Category::Lambda,
    description: "The result of a lambda without parameters.",
    examples: &[Example { sql: "invoke(() -> 42)", result: "42" }],
    overloads: &[Overload {
        signature: "<T> invoke(function(T)) -> T",
        returns: None,
        kernel: |_| Ok(kernel(|call| Ok(ColumnarValue::Array(call.lambda(0)?.call_in_place()?)))),
    }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};
