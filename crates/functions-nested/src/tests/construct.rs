use std::sync::Arc;

use arrow::array::ArrayRef;
use boathouse_functions::{Bindings, Bound, Lambda, Session, TrinoUdf};
use boathouse_types::Type;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{ColumnarValue, col, lit};

use super::{call, call_with, column, invoke, texts};
use crate::construct::{array, field, row};

/// A call that its caller binds, as no signature can.
fn bound(function: &'static boathouse_functions::Function, arguments: &[Type], returns: Type) -> TrinoUdf {
    let bound = Bound {
        arguments: arguments.to_vec(),
        returns,
        bindings: Bindings::default(),
        lambdas: Vec::new(),
        session: Arc::new(Session::default()),
    };
    TrinoUdf::new(function, 0, bound).unwrap()
}

#[test]
fn arrays_are_built() {
    assert_eq!(call("$array", &["integer: 1; null", "integer: 2; 3"]).unwrap(), "[1, 2]; [null, 3]");
    assert_eq!(call("$array", &["unknown: null", "unknown: null"]).unwrap(), "[null, null]");
    let returns = Type::array(Type::Unknown);
    let empty = invoke(&bound(&array::FUNCTION, &[], returns.clone()), vec![], 2).unwrap();
    assert_eq!(texts(&returns, &empty), "[]; []");
}

#[test]
fn rows_are_built_and_taken_apart() {
    let row_type: Type = "row(a integer, varchar)".parse().unwrap();
    let build = bound(&row::FUNCTION, &[Type::Integer, Type::VARCHAR], row_type.clone());
    let one = ColumnarValue::Scalar(ScalarValue::Int32(Some(1)));
    let words = column::parse("varchar: x; null").1;
    let rows = invoke(&build, vec![one, ColumnarValue::Array(words)], 2).unwrap();
    assert_eq!(texts(&row_type, &rows), "[1, x]; [1, null]");
    let second = bound(&field::FUNCTION, &[row_type.clone(), Type::Integer], Type::VARCHAR);
    let place = || ColumnarValue::Scalar(ScalarValue::Int32(Some(2)));
    let field = invoke(&second, vec![ColumnarValue::Array(rows), place()], 2).unwrap();
    assert_eq!(texts(&Type::VARCHAR, &field), "x; null");
    let rows: ArrayRef = column::parse("row(integer,varchar): (1, x); null").1;
    let field = invoke(&second, vec![ColumnarValue::Array(rows), place()], 2).unwrap();
    assert_eq!(texts(&Type::VARCHAR, &field), "x; null");
}

#[test]
fn rows_that_fail_are_null_and_no_others() {
    let inverse = || Lambda::new(vec![], vec![Type::Integer], Type::Integer, lit(12_i32) / col("c0"));
    // A function without other arguments takes its rows from what it captures.
    let found = |captured: &str| call_with("$try", &[], vec![inverse()], &[captured]).unwrap();
    assert_eq!(found("integer: 1; 0; 2; 0; 0; 3; null"), "12; null; 6; null; null; 4; null");
    assert_eq!(found("integer: 0; 0"), "null; null");
    assert_eq!(found("integer: 4"), "3");
    let wrong = Lambda::new(vec![], vec![Type::Integer], Type::Integer, col("nowhere"));
    assert!(call_with("$try", &[], vec![wrong], &["integer: 1; 2"]).is_err());
}
