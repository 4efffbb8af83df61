//! `array[n]` and `map[key]`: what is not there is an error.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, identity, kernel};
use boathouse_functions_cast::text_of;
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::vector::{Operand, column_or_value};

pub(crate) const FUNCTION: Function = Function {
    name: "$subscript",
    category: Category::Operator,
    description: "The element of an array at a place, counted from 1, or the value of a key in a map.",
    examples: &[
        Example { sql: "ARRAY[10, 20][2]", result: "20" },
        Example { sql: "MAP(ARRAY['a'], ARRAY[1])['a']", result: "1" },
    ],
    overloads: &[
        Overload { signature: "<E> $subscript(array(E), bigint) -> E", returns: None, kernel: |_| Ok(kernel(element)) },
        Overload {
            signature: "<K, V> $subscript(map(K,V), K) -> V",
            returns: None,
            kernel: |bound| {
                let key = bound.argument(1)?.clone();
                Ok(kernel(move |call| value(call, &key)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn element(call: &Invocation<'_>) -> Result<ColumnarValue> {
    let (arrays, single) = column_or_value(call, 0)?;
    let places = Operand::<Int64Type>::of(call, 1)?;
    let arrays = arrays.as_list_opt::<i32>().ok_or_else(|| TrinoError::internal("a subscript is not of an array"))?;
    let mut chosen = Vec::with_capacity(call.rows_to_compute());
    for row in 0..call.rows_to_compute() {
        let array = if single { 0 } else { row };
        let Some(place) = places.get(row).filter(|_| arrays.is_valid(array)) else {
            chosen.push(None);
            continue;
        };
        let (start, end) = (arrays.value_offsets()[array], arrays.value_offsets()[array + 1]);
        chosen.push(Some((start as u32) + element_place(place, i64::from(end - start))?));
    }
    call.finish(take(arrays.values(), &UInt32Array::from(chosen), None)?)
}

/// The place of an element, counted from 0.
fn element_place(place: i64, length: i64) -> Result<u32> {
    let wrong = match place {
        0 => "SQL array indices start at 1".to_owned(),
        ..0 => format!("Array subscript is negative: {place}"),
        _ if place > length => {
            format!("Array subscript must be less than or equal to array length: {place} > {length}")
        }
        _ => return Ok((place - 1) as u32),
    };
    Err(TrinoError::invalid_argument(wrong))
}

fn value(call: &Invocation<'_>, key_type: &Type) -> Result<ColumnarValue> {
    let ((maps, maps_single), (keys, keys_single)) = (column_or_value(call, 0)?, column_or_value(call, 1)?);
    let maps = maps.as_map_opt().ok_or_else(|| TrinoError::internal("a subscript is not of a map"))?;
    let same = identity(key_type, maps.keys(), &keys)?;
    let nulls = keys.logical_nulls();
    let mut chosen = Vec::with_capacity(call.rows_to_compute());
    for row in 0..call.rows_to_compute() {
        let (map, key) = (if maps_single { 0 } else { row }, if keys_single { 0 } else { row });
        if maps.is_null(map) || nulls.as_ref().is_some_and(|nulls| nulls.is_null(key)) {
            chosen.push(None);
            continue;
        }
        let mut entries: Range<usize> = maps.value_offsets()[map] as usize..maps.value_offsets()[map + 1] as usize;
        match entries.find(|entry| same(*entry, key)) {
            Some(entry) => chosen.push(Some(entry as u32)),
            None => return Err(missing(key_type, &keys, key)),
        }
    }
    call.finish(take(maps.values(), &UInt32Array::from(chosen), None)?)
}

/// Names the key where it has a text.
fn missing(key_type: &Type, keys: &ArrayRef, row: usize) -> TrinoError {
    let text = text_of(key_type, &keys.slice(row, 1));
    let key = text.ok().and_then(|text| Some(text.as_string_view_opt()?.value(0).to_owned()));
    TrinoError::invalid_argument(match key {
        Some(key) => format!("Key not present in map: {key}"),
        None => "Key not present in map".to_owned(),
    })
}
