//! Calls as tables: arguments with their types, and the result with its own.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringViewArray};
use boathouse_functions::{Library, Session};
use boathouse_functions_cast::ValueText;
use boathouse_types::Type;

use crate::SCALARS;

fn column(data_type: &Type, value: &str) -> ArrayRef {
    match data_type {
        Type::BigInt => Arc::new(Int64Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Double => Arc::new(Float64Array::from(vec![Some(value.parse().unwrap()), None])),
        Type::Boolean => Arc::new(BooleanArray::from(vec![Some(value.parse().unwrap()), None])),
        _ => Arc::new(StringViewArray::from(vec![Some(value), None])),
    }
}

fn call(name: &str, arguments: &[&str]) -> String {
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    let arguments: Vec<(Type, ArrayRef)> = arguments
        .iter()
        .map(|argument| {
            let (data_type, value) = argument.split_once('=').unwrap();
            let data_type: Type = data_type.parse().unwrap();
            let column = column(&data_type, value);
            (data_type, column)
        })
        .collect();
    match library.call(name, &arguments, &Arc::new(Session::default())) {
        Ok((data_type, column)) => {
            let text = ValueText::new(&data_type, &column).unwrap();
            assert_eq!(text.get(1), None, "{name} of NULL");
            format!("{data_type}: {}", text.get(0).unwrap_or_else(|| "NULL".to_owned()))
        }
        Err(error) => error.message,
    }
}

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
}

#[test]
fn extraction() {
    check(
        "json_extract",
        &[
            (&[r#"varchar={"a": [1, {"c": 1.50, "b": 2}]}"#, "JsonPath=$.a[1]"], r#"json: {"c":1.5,"b":2}"#),
            (&[r#"json={"a":[1,{"b":2}]}"#, "JsonPath=$.a[1]"], r#"json: {"b":2}"#),
            (&[r#"varchar={"a b": null}"#, r#"JsonPath=$["a b"]"#], "json: null"),
            (&[r#"varchar={"a": 1}garbage"#, "JsonPath=$.a"], "json: 1"),
            (&["varchar=INVALID", "JsonPath=$.a"], "json: NULL"),
            (&["varchar=[1,2]", "JsonPath=$.1"], "json: 2"),
            (&["varchar=[1,2]", "JsonPath=$[2]"], "json: NULL"),
            (&["varchar=[1,2]", "JsonPath=$.a"], "json: NULL"),
            (&["varchar=[1,2]", "JsonPath=."], "Invalid JSON path: '.'"),
            (&["varchar=[1,2]", "JsonPath=$.*"], "Invalid JSON path: '$.*'"),
            (&["varchar=[1,2]", r#"JsonPath=$["a\n"]"#], r#"Invalid JSON path: '$["a\n"]'"#),
        ],
    );
    check(
        "json_extract_scalar",
        &[
            (&[r#"varchar(20)={"a": [1.50, "x\u00e4"]}"#, "JsonPath=$.a[1]"], "varchar(20): xä"),
            (&[r#"varchar(20)={"a": [1.50, "x"]}"#, "JsonPath=$.a[0]"], "varchar(20): 1.50"),
            (&[r#"json={"a":[true]}"#, "JsonPath=$.a[0]"], "varchar: true"),
            (&[r#"json={"a":[true]}"#, "JsonPath=$.a"], "varchar: NULL"),
            (&[r#"json={"a":null}"#, "JsonPath=$.a"], "varchar: NULL"),
        ],
    );
    check(
        "json_size",
        &[
            (&[r#"varchar={"x": {"a" : 1, "b" : 2} }"#, "JsonPath=$.x"], "bigint: 2"),
            (&[r#"varchar={"x": {"a" : 1, "b" : 2} }"#, "JsonPath=$.x.a"], "bigint: 0"),
            (&["varchar=[]", "JsonPath=$"], "bigint: 0"),
            (&["varchar=INVALID_JSON", "JsonPath=$"], "bigint: NULL"),
        ],
    );
}

#[test]
fn texts_and_arrays() {
    check(
        "json_parse",
        &[
            (&[r#"varchar={"b": 1.50, "a": [1, 2]}"#], r#"json: {"a":[1,2],"b":1.5}"#),
            (&["varchar="], "Cannot convert value to JSON: ''"),
            (&["varchar={}{"], "Cannot convert value to JSON: '{}{'"),
        ],
    );
    check("is_json_scalar", &[(&["varchar=1"], "boolean: true"), (&["json=[1]"], "boolean: false")]);
    check("json_array_length", &[(&["varchar=[1,[2]]"], "bigint: 2"), (&["varchar={}"], "bigint: NULL")]);
    check(
        "json_array_get",
        &[
            (&["varchar=[2, 7, 4]", "bigint=1"], "json: 7"),
            (&["varchar=[2, 7, 4]", "bigint=-3"], "json: 2"),
            (&["varchar=[2, 7, 4]", "bigint=-9223372036854775808"], "json: NULL"),
            (&[r#"varchar=["as"]"#, "bigint=0"], "json: as"),
            (&["varchar=[null]", "bigint=0"], "json: NULL"),
            (&[r#"varchar=[{null:""}]"#, "bigint=0"], "json: NULL"),
        ],
    );
    check(
        "json_array_contains",
        &[
            (&["varchar=[[2], 3]", "bigint=2"], "boolean: false"),
            (&["varchar=[[2], 3]", "bigint=3"], "boolean: true"),
            (&["varchar=[1]", "double=1.0"], "boolean: false"),
            (&["varchar=[1, 1.5]", "double=1.5"], "boolean: true"),
            (&[r#"varchar=["8"]"#, "varchar=8"], "boolean: true"),
            (&["varchar=[92233720368547758071]", "bigint=-9"], "boolean: false"),
            (&["varchar=[false]", "boolean=false"], "boolean: true"),
            (&["varchar=[", "bigint=9"], "boolean: NULL"),
        ],
    );
}
