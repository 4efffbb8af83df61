//! `map_keys`, `map_values`, `map_entries`: a map as an array.

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray};
use arrow_schema::DataType;
use boathouse_functions::{Category, Example, Function, Overload, kernel};
use boathouse_types::TrinoError;

use crate::args::Nested;
use crate::build::element_of;

pub(crate) const KEYS: Function = Function {
    name: "map_keys",
    category: Category::Map,
    description: "The keys of a map.",
    examples: &[Example { sql: "map_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2]))", result: "[a, b]" }],
    overloads: &[Overload {
        signature: "<K, V> map_keys(map(K,V)) -> array(K)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let maps = Nested::map(call, 0)?;
                call.finish(maps.list_of(&element, maps.elements())?)
            }))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const VALUES: Function = Function {
    name: "map_values",
    category: Category::Map,
    description: "The values of a map.",
    examples: &[Example { sql: "map_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2]))", result: "[1, 2]" }],
    overloads: &[Overload {
        signature: "<K, V> map_values(map(K,V)) -> array(V)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let maps = Nested::map(call, 0)?;
                call.finish(maps.list_of(&element, maps.values())?)
            }))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const ENTRIES: Function = Function {
    name: "map_entries",
    category: Category::Map,
    description: "The entries of a map as rows.",
    examples: &[Example { sql: "map_entries(MAP(ARRAY['a', 'b'], ARRAY[1, 2]))", result: "[{a, 1}, {b, 2}]" }],
    overloads: &[Overload {
        signature: "<K, V> map_entries(map(K,V)) -> array(row(K,V))",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let maps = Nested::map(call, 0)?;
                let DataType::Struct(fields) = element.to_arrow() else {
                    return Err(TrinoError::internal(format!("{element} is no row")));
                };
                let rows: ArrayRef = Arc::new(StructArray::try_new(fields, maps.children().to_vec(), None)?);
                call.finish(maps.list_of(&element, &rows)?)
            }))
        },
    }],
    ..Function::DEFAULT
};
