//! `split_to_map` and `split_to_multimap`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StringViewBuilder, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use boathouse_functions::{Bound, Category, Example, Function, Input, Invocation, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::support::list_of;

pub(crate) const SPLIT_TO_MAP: Function = Function {
    name: "split_to_map",
    category: Category::String,
    description: "A map of the entries of a text, each a key and a value with a delimiter between them.",
    examples: &[Example { sql: "split_to_map('a=1,b=2', ',', '=')", result: "{a=1, b=2}" }],
    overloads: &[Overload {
        signature: "split_to_map(varchar, varchar, varchar) -> map(varchar, varchar)",
        returns: None,
        kernel: |bound| maps(bound, false),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const SPLIT_TO_MULTIMAP: Function = Function {
    name: "split_to_multimap",
    category: Category::String,
    description: "A map of the entries of a text, with an array of the values of each key.",
    examples: &[Example { sql: "split_to_multimap('a=1,a=2,b=3', ',', '=')", result: "{a=[1, 2], b=[3]}" }],
    overloads: &[Overload {
        signature: "split_to_multimap(varchar, varchar, varchar) -> map(varchar, array(varchar))",
        returns: None,
        kernel: |bound| maps(bound, true),
    }],
    fallible: true,
    ..Function::DEFAULT
};

type Entries<'a> = Vec<(&'a str, Vec<&'a str>)>;

fn maps(bound: &Bound, multi: bool) -> Result<Kernel> {
    let returns = bound.returns.clone();
    Ok(kernel(move |call| run(call, &returns, multi)))
}

fn run(call: &Invocation<'_>, returns: &Type, multi: bool) -> Result<ColumnarValue> {
    let text = Input::<Text>::of(call, 0)?;
    let (between, within) = (Input::<Text>::of(call, 1)?, Input::<Text>::of(call, 2)?);
    let rows = call.rows_to_compute();
    let (mut keys, mut values) = (StringViewBuilder::new(), StringViewBuilder::new());
    let (mut entry_lengths, mut value_lengths) = (Vec::with_capacity(rows), Vec::new());
    let mut valid = Vec::with_capacity(rows);
    for row in 0..rows {
        let (Some(text), Some(between), Some(within)) = (text.get(row), between.get(row), within.get(row)) else {
            valid.push(false);
            entry_lengths.push(0);
            continue;
        };
        let entries = entries(text, between, within, multi)?;
        for (key, of_key) in &entries {
            keys.append_value(key);
            of_key.iter().for_each(|value| values.append_value(value));
            value_lengths.push(of_key.len());
        }
        entry_lengths.push(entries.len());
        valid.push(true);
    }
    let values: ArrayRef = Arc::new(values.finish());
    let values: ArrayRef =
        if multi { Arc::new(list_of(values, value_lengths, None)?) as Arc<ListArray> } else { values };
    call.finish(map_column(returns, Arc::new(keys.finish()), values, entry_lengths, valid)?)
}

fn map_column(
    returns: &Type,
    keys: ArrayRef,
    values: ArrayRef,
    lengths: Vec<usize>,
    valid: Vec<bool>,
) -> Result<ArrayRef> {
    let DataType::Map(field, sorted) = returns.to_arrow() else {
        return Err(TrinoError::internal(format!("{returns} is no map")));
    };
    let DataType::Struct(fields) = field.data_type() else {
        return Err(TrinoError::internal("the entries of a map are no rows"));
    };
    let entries = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    let map = MapArray::try_new(field, offsets, entries, Some(NullBuffer::from(valid)), sorted)?;
    debug_assert!(map.nulls().is_some());
    Ok(Arc::new(map))
}

fn entries<'a>(text: &'a str, between: &str, within: &str, multi: bool) -> Result<Entries<'a>> {
    let require = |holds: bool, text: &str| if holds { Ok(()) } else { Err(TrinoError::invalid_argument(text)) };
    require(!between.is_empty(), "entryDelimiter is empty")?;
    require(!within.is_empty(), "keyValueDelimiter is empty")?;
    require(between != within, "entryDelimiter and keyValueDelimiter must not be the same")?;
    let mut found: Entries<'a> = Vec::new();
    let mut places = std::collections::HashMap::new();
    if text.is_empty() {
        return Ok(found);
    }
    // A delimiter at the end ends the last entry; it does not start one.
    let text = text.strip_suffix(between).unwrap_or(text);
    for entry in text.split(between) {
        let parts = entry.split_once(within).filter(|(_, value)| !value.contains(within));
        let (key, value) = parts.ok_or_else(|| {
            let text = format!("Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'");
            TrinoError::invalid_argument(text)
        })?;
        match places.get(key) {
            None => {
                places.insert(key, found.len());
                found.push((key, vec![value]));
            }
            Some(place) if multi => found.get_mut(*place).into_iter().for_each(|(_, values)| values.push(value)),
            Some(_) => return Err(TrinoError::invalid_argument(format!("Duplicate keys ({key}) are not allowed"))),
        }
    }
    Ok(found)
}
