//! Calls as tables: arguments with their types, and the result with its own.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryViewArray, BooleanArray, Float32Array, Float64Array, Int32Array, Int64Array, StringViewArray,
};
use boathouse_functions::{Library, Session};
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_types::Type;

use crate::SCALARS;

mod binary;
mod strings;

/// A column of two rows, the second of them NULL.
fn column(data_type: &Type, value: &str) -> ArrayRef {
    match data_type {
        Type::BigInt => Arc::new(Int64Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Integer => Arc::new(Int32Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Double => Arc::new(Float64Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Real => Arc::new(Float32Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Boolean => Arc::new(BooleanArray::from(vec![Some(value.parse().unwrap()), None])),
        Type::Varbinary => {
            let bytes = hex::decode(value).unwrap();
            Arc::new(BinaryViewArray::from(vec![Some(bytes.as_slice()), None]))
        }
        _ => Arc::new(StringViewArray::from(vec![Some(value), None])),
    }
}

/// Calls `name` with arguments such as `varchar:abc`; gives the result as `type: value`, or the error's text.
fn call(name: &str, arguments: &[&str]) -> String {
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    let arguments: Vec<(Type, ArrayRef)> = arguments
        .iter()
        .map(|argument| {
            let (data_type, value) = argument.split_once(':').unwrap();
            let data_type: Type = data_type.parse().unwrap();
            let column = column(&data_type, value);
            (data_type, column)
        })
        .collect();
    match library.call(name, &arguments, &Arc::new(Session::default())) {
        Ok((data_type, column)) => {
            let text = ValueText::with_rows(&data_type, &column, RowText::List).unwrap();
            if name != "typeof" {
                assert_eq!(text.get(1), None, "{name} of NULL");
            }
            format!("{data_type}: {}", text.get(0).unwrap_or_else(|| "NULL".to_owned()))
        }
        Err(error) => error.message,
    }
}

/// Runs a table of calls.
fn check(name: &str, cases: &[(&[&str], &str)]) {
    for (arguments, expected) in cases {
        assert_eq!(call(name, arguments), *expected, "{name}{arguments:?}");
    }
}

#[test]
fn the_table_is_in_order() {
    let names: Vec<_> = SCALARS.iter().map(|function| function.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let missing = |f: &&&boathouse_functions::Function| f.description.is_empty() || f.overloads.is_empty();
    assert_eq!(SCALARS.iter().find(missing).map(|f| f.name), None);
    Library::default().add_scalars(SCALARS).unwrap();
}
