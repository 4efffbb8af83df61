//! Calls from text, for the tests.

use std::sync::{Arc, LazyLock};

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray};
use arrow::datatypes::{Float32Type, Float64Type};
use boathouse_functions::{Library, Session};
use boathouse_functions_cast::{Caster, java_double, java_real, text_of};
use boathouse_types::{Result, Type};

/// `double:2.5`, `decimal(5,2):1.50`, `bigint:NULL` as a column of one row.
pub(crate) fn value(text: &str) -> (Type, ArrayRef) {
    let (data_type, text) = text.split_once(':').unwrap();
    let data_type: Type = data_type.parse().unwrap();
    let texts: ArrayRef = Arc::new(StringViewArray::from(vec![(text != "NULL").then_some(text)]));
    let cast = Caster::new(&Type::VARCHAR, &data_type, &Arc::new(Session::default())).unwrap();
    (data_type, cast.cast(&texts).unwrap())
}

/// The functions of this crate.
pub(crate) static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let mut library = Library::default();
    library.add_scalars(crate::SCALARS).unwrap();
    library
});

/// What a call gives, as its type and its text.
pub(crate) fn call(name: &str, arguments: &[&str]) -> Result<(Type, String)> {
    let arguments: Vec<_> = arguments.iter().map(|text| value(text)).collect();
    call_on(name, &arguments)
}

pub(crate) fn call_on(name: &str, arguments: &[(Type, ArrayRef)]) -> Result<(Type, String)> {
    let (data_type, column) = LIBRARY.call(name, arguments, &Arc::new(Session::default()))?;
    let text = match &data_type {
        _ if column.is_null(0) => "NULL".to_owned(),
        // As Trino's clients print them; a cast to varchar writes an exponent.
        Type::Double => java_double(column.as_primitive::<Float64Type>().value(0)),
        Type::Real => java_real(column.as_primitive::<Float32Type>().value(0)),
        _ => text_of(&data_type, &column)?.as_string_view().value(0).to_owned(),
    };
    Ok((data_type, text))
}

/// Checks calls written as `name(argument, …)` with their results or the texts of their errors.
pub(crate) fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let (name, arguments) = text.strip_suffix(')').unwrap().split_once('(').unwrap();
        let arguments: Vec<_> = arguments.split("; ").filter(|a| !a.is_empty()).collect();
        let found = call(name, &arguments);
        let found = match found {
            Ok((data_type, value)) if expected.starts_with(&format!("{data_type}:")) => format!("{data_type}:{value}"),
            Ok((_, value)) => value,
            Err(error) => error.message,
        };
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn functions_are_in_order() {
    let names: Vec<_> = crate::SCALARS.iter().map(|f| f.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
    for function in crate::SCALARS {
        assert!(!function.examples.is_empty(), "{} has no example", function.name);
    }
}
