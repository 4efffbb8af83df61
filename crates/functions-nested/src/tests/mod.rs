//! Calls of the functions with values written as text: `call("array_distinct", &["array(integer): [1,1]"])`.

mod arrays;
mod column;
mod construct;
mod lambdas;
mod maps;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow_schema::Field;
use boathouse_functions::{Argument, Bound, Lambda, Library, Session, TrinoUdf, trino_error};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::ScalarValue;
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl};

use crate::value::text_of;

fn library() -> Library {
    let mut library = Library::default();
    library.add_scalars(crate::SCALARS).unwrap();
    library
}

/// The values of a column, one after the other.
fn texts(data_type: &Type, column: &ArrayRef) -> String {
    let texts: Vec<String> = (0..column.len()).map(|row| text_of(data_type, column, row).unwrap()).collect();
    texts.join("; ")
}

/// Calls a function on columns such as `array(integer): [1, null]; null`.
fn call(name: &str, arguments: &[&str]) -> Result<String> {
    let columns: Vec<(Type, ArrayRef)> = arguments.iter().map(|text| column::parse(text)).collect();
    let (data_type, column) = library().call(name, &columns, &Arc::new(Session::default()))?;
    Ok(texts(&data_type, &column))
}

/// Calls a function with lambdas behind the other arguments, and columns they capture behind those; also with
/// single values for columns of one row, which must not make a difference.
fn call_with(name: &str, arguments: &[&str], lambdas: Vec<Lambda>, captured: &[&str]) -> Result<String> {
    let columns: Vec<(Type, ArrayRef)> = arguments.iter().map(|text| column::parse(text)).collect();
    let mut types: Vec<Argument> = columns.iter().map(|(t, _)| Argument::Typed(t.clone())).collect();
    types.extend(lambdas.iter().map(|l| Argument::Lambda(l.parameters().len())));
    let mut typer = |i: usize, parameters: &[Type]| -> Result<Type, TrinoError> {
        let lambda = &lambdas[i - columns.len()];
        assert_eq!(lambda.parameters(), parameters, "{name}");
        Ok(lambda.returns().clone())
    };
    let resolved = library().resolve_scalar(name, &types, &mut typer).unwrap();
    let bound = Bound {
        arguments: resolved.arguments,
        returns: resolved.returns.clone(),
        bindings: resolved.bindings,
        lambdas: lambdas.into_iter().map(Arc::new).collect(),
        session: Arc::new(Session::default()),
    };
    let udf = TrinoUdf::new(resolved.declaration, resolved.overload, bound)?;
    let captured: Vec<ArrayRef> = captured.iter().map(|text| column::parse(text).1).collect();
    let all: Vec<ArrayRef> = columns.into_iter().map(|(_, column)| column).chain(captured).collect();
    let rows = all.first().map_or(1, |column| column.len());
    let as_columns = invoke(&udf, all.iter().cloned().map(ColumnarValue::Array).collect(), rows);
    if rows == 1 && !all.is_empty() {
        let scalar = |column: &ArrayRef| ColumnarValue::Scalar(ScalarValue::try_from_array(column, 0).unwrap());
        let as_scalars = invoke(&udf, all.iter().map(scalar).collect(), 2);
        match (&as_columns, &as_scalars) {
            (Ok(one), Ok(two)) => assert_eq!(one.to_data(), two.slice(0, 1).to_data(), "{name}"),
            (Err(one), Err(two)) => assert_eq!(one, two, "{name}"),
            (one, two) => panic!("{name}: {one:?} but {two:?} for single values"),
        }
    }
    as_columns.map(|column| texts(&resolved.returns, &column))
}

fn invoke(udf: &TrinoUdf, args: Vec<ColumnarValue>, rows: usize) -> Result<ArrayRef> {
    let args = ScalarFunctionArgs {
        arg_fields: args.iter().map(|a| Arc::new(Field::new("", a.data_type(), true))).collect(),
        args,
        number_rows: rows,
        return_field: Arc::new(Field::new("", udf.bound().returns.to_arrow(), true)),
        config_options: Arc::new(ConfigOptions::default()),
    };
    let column = udf.invoke_with_args(args).map_err(trino_error)?.into_array(rows).map_err(trino_error)?;
    assert_eq!(column.data_type(), &udf.bound().returns.to_arrow());
    Ok(column)
}

/// Runs a table of calls: name, arguments, and the result or the error behind `!`.
fn check(cases: &[(&str, &[&str], &str)]) {
    for (name, arguments, expected) in cases {
        let found = call(name, arguments);
        match expected.strip_prefix('!') {
            Some(message) => assert_eq!(found.unwrap_err().message, message, "{name} {arguments:?}"),
            None => assert_eq!(found.as_deref(), Ok(*expected), "{name} {arguments:?}"),
        }
    }
}

#[test]
fn every_function_is_told_and_in_order() {
    let library = library();
    for function in crate::SCALARS {
        assert!(!function.description.is_empty() && !function.examples.is_empty(), "{}", function.name);
        assert!(library.has_scalar(function.name));
    }
    assert!(crate::SCALARS.is_sorted_by_key(|function| function.name));
}
