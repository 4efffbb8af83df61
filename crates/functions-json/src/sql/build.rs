//! `JSON_OBJECT` and `JSON_ARRAY`: JSON text made of SQL values.

use std::borrow::Cow;

use boathouse_functions::{
    Bound, Category, Compiled, Example, Function, Input, Invocation, Kernel, Overload, Recent, Text, kernel,
};
use boathouse_types::{Result, TrinoError};
use datafusion::logical_expr::ColumnarValue;

use super::input::{Column, Reader};
use super::options::Options;
use super::output::Output;
use super::rows::column;
use super::{Encoding, input_error};
use crate::document::{Json, text_of};

pub(crate) const OBJECT: Function = Function {
    name: "$json_object",
    category: Category::Json,
    description: "A JSON object of names and values.",
    examples: &[Example { sql: "json_object('a' : 1, 'b' : true)", result: r#"{"a":1,"b":true}"# }],
    overloads: &[Overload { signature: "$json_object(any...) -> varchar", returns: None, kernel: object }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

pub(crate) const ARRAY: Function = Function {
    name: "$json_array",
    category: Category::Json,
    description: "A JSON array of values.",
    examples: &[Example { sql: "json_array(1, 'x', true)", result: r#"[1,"x",true]"# }],
    overloads: &[Overload { signature: "$json_array(any...) -> varchar", returns: None, kernel: array }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

fn object(bound: &Bound) -> Result<Kernel> {
    build(bound, 2)
}

fn array(bound: &Bound) -> Result<Kernel> {
    build(bound, 1)
}

/// The first argument is the options; behind it stand values, each with its name before it in an object.
fn build(bound: &Bound, stride: usize) -> Result<Kernel> {
    let bound = bound.clone();
    let options = Compiled::new(Options::decode);
    Ok(kernel(move |call| run(call, &bound, &options, stride)))
}

fn run(call: &Invocation<'_>, bound: &Bound, options: &Compiled<Options>, stride: usize) -> Result<ColumnarValue> {
    let text = Input::<Text>::of(call, 0)?;
    let rows = call.rows_to_compute();
    let Some(text) = text.get(0).filter(|_| rows > 0) else {
        return call.finish(Output::new(&bound.returns, Encoding::Json, 0).finish());
    };
    let options = Recent::new(options).get(text)?;
    let place = |i: usize| 1 + i * stride + stride - 1;
    let mut readers = Vec::with_capacity(options.parameters.len());
    for (i, parameter) in options.parameters.iter().enumerate() {
        readers.push(Reader::new(bound.argument(place(i))?, parameter.format, &bound.session)?);
    }
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (i, reader) in readers.iter().enumerate() {
        values.push(reader.column(&column(call, place(i))?)?);
        if stride == 2 {
            names.push(Input::<Text>::of(call, place(i) - 1)?);
        }
    }
    let mut output = Output::new(&bound.returns, options.output, rows);
    for row in 0..rows {
        let elements = values.iter().map(|column| element(column, row));
        let made = if stride == 2 {
            let names = names.iter().map(|names| names.get(row));
            object_of(names.zip(elements), &options)?
        } else {
            let kept = |value: &Result<Option<Json<'static>>>| options.null_on_null || !matches!(value, Ok(None));
            let elements = elements.filter(kept).map(|value| Ok(value?.unwrap_or(Json::Null)));
            Json::Array(elements.collect::<Result<_>>()?)
        };
        output.push(Some(&text_of(&made)));
    }
    call.finish(output.finish())
}

/// A value as JSON; none for NULL.
fn element(column: &Column<'_>, row: usize) -> Result<Option<Json<'static>>> {
    match column.document(row) {
        None => Ok(None),
        Some(None) => Err(input_error()),
        Some(Some(json)) => Ok(Some(json.into_owned())),
    }
}

fn object_of<'n>(
    members: impl Iterator<Item = (Option<&'n str>, Result<Option<Json<'static>>>)>,
    options: &Options,
) -> Result<Json<'static>> {
    let mut found: Vec<(Cow<'static, str>, Json<'static>)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for (name, value) in members {
        let null = "null value passed for JSON object key to JSON_OBJECT function";
        let name = name.ok_or_else(|| TrinoError::invalid_argument(null))?;
        let value = match value? {
            Some(value) => value,
            None if options.null_on_null => Json::Null,
            None => continue,
        };
        if !known.insert(name) {
            return Err(if options.unique_keys {
                TrinoError::invalid_argument("duplicate key passed to JSON_OBJECT function")
            } else {
                TrinoError::not_supported("cannot construct a JSON object with duplicate key")
            });
        }
        found.push((Cow::Owned(name.to_owned()), value));
    }
    Ok(Json::Object(in_java_order(found)))
}

/// The order in which Java's hash maps hold texts, which is the order Trino writes the members in.
fn in_java_order(mut members: Vec<(Cow<'static, str>, Json<'static>)>) -> Vec<(Cow<'static, str>, Json<'static>)> {
    let mut buckets = 16_usize;
    while members.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let bucket = |name: &str| {
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    };
    members.sort_by_key(|(name, _)| bucket(name));
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_in_the_order_of_java() {
        let members = |names: &[&str]| names.iter().map(|n| (Cow::Owned((*n).to_owned()), Json::Null)).collect();
        let ordered = in_java_order(members(&["key_1", "key_2"]));
        let names: Vec<_> = ordered.iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["key_2", "key_1"]);
    }
}
