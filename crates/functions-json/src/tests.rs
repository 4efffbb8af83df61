//! Calls as tables: arguments with their types, and the result with its own.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringViewArray};
use boathouse_functions::{Bindings, Bound, Library, Session, TrinoUdf};
use boathouse_functions_cast::ValueText;
use boathouse_types::Type;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl};

use crate::{
    Behavior, Encoding, Options, Parameter, SCALARS, TableCell, TableColumn, TablePath, TablePlan, TableSpec, Wrapper,
};

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
    result(&library, name, &arguments)
}

/// The first value of a call's result; the second row is NULL.
fn result(library: &Library, name: &str, arguments: &[(Type, ArrayRef)]) -> String {
    match library.call(name, arguments, &Arc::new(Session::default())) {
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

/// Calls a function with a path over one document, with `$n` being 2.
fn find(name: &str, document: &str, path: &str, options: Options) -> String {
    let options = Options { parameters: vec![Parameter { name: "n".to_owned(), format: None }], ..options };
    let mut arguments = vec![
        (Type::VARCHAR, column(&Type::VARCHAR, document)),
        (Type::VARCHAR, constant(path)),
        (Type::VARCHAR, constant(&options.encode().unwrap())),
    ];
    if name == "$json_value" {
        arguments.extend([(Type::VARCHAR, constant("empty")), (Type::VARCHAR, constant("error"))]);
    }
    arguments.push((Type::BigInt, Arc::new(Int64Array::from(vec![2, 2]))));
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    result(&library, name, &arguments)
}

fn constant(text: &str) -> ArrayRef {
    Arc::new(StringViewArray::from(vec![text, text]))
}

#[test]
fn paths_as_sql() {
    const DOCUMENT: &str = r#"["a", 1.5, {"b": [true, null]}, 7]"#;
    let options = Options::default;
    let on_error = |on_error| Options { on_error, ..options() };
    let on_empty = |on_empty| Options { on_empty, ..options() };
    let wrapped = |wrapper| Options { wrapper, ..options() };
    for (name, path, options, expected) in [
        ("$json_exists", "lax $[1]", options(), "boolean: true"),
        ("$json_exists", "lax $[$n].b", options(), "boolean: true"),
        ("$json_exists", "strict $[9]", options(), "boolean: NULL"),
        ("$json_exists", "strict $[9]", on_error(Behavior::True), "boolean: true"),
        (
            "$json_exists",
            "strict $[9]",
            on_error(Behavior::Error),
            "path evaluation failed: structural error: invalid array subscript: [9, 9] for array of size 4",
        ),
        ("$json_query", "lax $[2]", options(), r#"varchar: {"b":[true,null]}"#),
        ("$json_query", "lax $[0]", Options { omit_quotes: true, ..options() }, "varchar: a"),
        ("$json_query", "lax $[0]", options(), r#"varchar: "a""#),
        ("$json_query", "lax $[0 to 1]", options(), "varchar: NULL"),
        (
            "$json_query",
            "lax $[0 to 1]",
            on_error(Behavior::Error),
            "conversion from JSON failed: JSON path found multiple items",
        ),
        ("$json_query", "lax $[0 to 1]", wrapped(Wrapper::Conditional), r#"varchar: ["a",1.5]"#),
        ("$json_query", "lax $[2]", wrapped(Wrapper::Conditional), r#"varchar: {"b":[true,null]}"#),
        ("$json_query", "lax $[2].b", wrapped(Wrapper::Unconditional), "varchar: [[true,null]]"),
        ("$json_query", "lax $[9]", on_empty(Behavior::EmptyArray), "varchar: []"),
        ("$json_query", "lax $[9]", on_empty(Behavior::Error), "conversion from JSON failed: JSON path found no items"),
        ("$json_value", "lax $[1]", options(), "varchar: 1.5E0"),
        ("$json_value", "lax $[0]", options(), "varchar: a"),
        ("$json_value", "lax $[3] * $n", options(), "varchar: 14"),
        ("$json_value", "lax $[2].b[0]", options(), "varchar: true"),
        ("$json_value", "lax $[2].b[1]", options(), "varchar: NULL"),
        ("$json_value", "lax $[2]", options(), "varchar: NULL"),
        ("$json_value", "lax $[2]", on_error(Behavior::Default), "varchar: error"),
        ("$json_value", "lax $[9]", on_empty(Behavior::Default), "varchar: empty"),
        (
            "$json_value",
            "lax $",
            on_error(Behavior::Error),
            "cannot extract SQL scalar from JSON: JSON path found an item that cannot be converted to an SQL value",
        ),
    ] {
        assert_eq!(find(name, DOCUMENT, path, options), expected, "{name} {path}");
    }
    assert_eq!(find("$json_query", "[...", "lax $", on_error(Behavior::Error)), "conversion to JSON failed: ");
    assert_eq!(find("$json_query", "[...", "lax $", on_error(Behavior::EmptyObject)), "varchar: {}");
}

#[test]
fn tables_of_nested_paths() {
    let value = |path: &str| TableCell::Value {
        path: path.to_owned(),
        on_empty: Behavior::Null,
        on_error: Behavior::Null,
        empty_default: None,
        error_default: None,
    };
    let spec = |outer: bool| TableSpec {
        paths: vec![TablePath {
            path: "lax $.b[*]".to_owned(),
            columns: vec![TableColumn { place: 2, cell: value("lax $") }],
        }],
        columns: vec![
            TableColumn { place: 0, cell: TableCell::Ordinality },
            TableColumn { place: 1, cell: value("lax $.a") },
        ],
        plan: Some((outer, TablePlan::Path(1, None))),
    };
    let row = Type::anonymous_row([Type::BigInt, Type::VARCHAR, Type::Integer]);
    let returns = Type::array(row);
    for (outer, expected) in [(true, "[{1, x, 5}, {1, x, 6}, {2, y, null}]"), (false, "[{1, x, 5}, {1, x, 6}]")] {
        let document = r#"[{"a": "x", "b": [5, 6]}, {"a": "y", "b": []}]"#;
        let options = Options::default().encode().unwrap();
        let arguments = [
            column(&Type::VARCHAR, document),
            constant("lax $[*]"),
            constant(&options),
            constant(&spec(outer).encode().unwrap()),
        ];
        let bound = Bound {
            arguments: vec![Type::VARCHAR; 4],
            returns: returns.clone(),
            bindings: Bindings::default(),
            lambdas: Vec::new(),
            session: Arc::new(Session::default()),
        };
        let udf = TrinoUdf::new(&crate::sql::table::FUNCTION, 0, bound).unwrap();
        let args = ScalarFunctionArgs {
            args: arguments.iter().map(|a| ColumnarValue::Array(Arc::clone(a))).collect(),
            arg_fields: arguments.iter().map(|_| Arc::new(Type::VARCHAR.to_field(""))).collect(),
            number_rows: 2,
            return_field: Arc::new(returns.to_field("")),
            config_options: Arc::default(),
        };
        let made = udf.invoke_with_args(args).unwrap().into_array(2).unwrap();
        let text = ValueText::new(&returns, &made).unwrap();
        assert_eq!(text.get(0).as_deref(), Some(expected));
        // Without a document there are no rows.
        assert_eq!(text.get(1).as_deref(), Some("[]"));
    }
}

#[test]
fn objects_and_arrays() {
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    let with = |formats: &[Option<Encoding>], null_on_null| {
        let parameters = formats.iter().map(|format| Parameter { format: *format, ..Parameter::default() }).collect();
        (Type::VARCHAR, constant(&Options { parameters, null_on_null, ..Options::default() }.encode().unwrap()))
    };
    let text = |text: &str| (Type::VARCHAR, constant(text));
    let date: (Type, ArrayRef) = (Type::Date, Arc::new(arrow::array::Date32Array::from(vec![18_263, 18_263])));
    let null: (Type, ArrayRef) = (Type::BigInt, Arc::new(Int64Array::from(vec![None::<i64>, None])));
    for (name, arguments, expected) in [
        ("$json_array", vec![with(&[None, None], false), date.clone(), null.clone()], r#"["2020-01-02"]"#),
        ("$json_array", vec![with(&[None], true), null.clone()], "[null]"),
        ("$json_array", vec![with(&[Some(Encoding::Json)], true), text(r#"{"a" : 1, "a" : 2}"#)], r#"[{"a":2}]"#),
        ("$json_object", vec![with(&[None], true), text("k"), date], r#"{"k":"2020-01-02"}"#),
        ("$json_object", vec![with(&[None], false), text("k"), null], "{}"),
    ] {
        let (_, made) = library.call(name, &arguments, &Arc::new(Session::default())).unwrap();
        let made = ValueText::new(&Type::VARCHAR, &made).unwrap().get(0);
        assert_eq!(made.as_deref(), Some(expected), "{name}");
    }
    let arguments = [with(&[Some(Encoding::Json)], true), text("[...")];
    let error = library.call("$json_array", &arguments, &Arc::new(Session::default())).unwrap_err();
    assert_eq!(error.message, "conversion to JSON failed: ");
}
