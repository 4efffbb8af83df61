//! `element_at`: an element of an array by its place, a value of a map by its key.

use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::value::set::Seen;

/// From how many entries on a map that is looked into for every row is hashed first.
const HASHED_ENTRIES_MIN: usize = 8;

pub(crate) const FUNCTION: Function = Function {
    name: "element_at",
    category: Category::Array,
    description: "The element at a place, from 1 or from the end with -1, or the value of a key; NULL when there is none.",
    examples: &[
        Example { sql: "element_at(ARRAY['a', 'b'], -1)", result: "b" },
        Example { sql: "element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')", result: "NULL" },
    ],
    overloads: &[
        Overload {
            signature: "<E> element_at(array(E), bigint) -> E",
            returns: None,
            kernel: |_| Ok(kernel(|call| call.finish(of_array(call)?))),
        },
        Overload {
            signature: "<K: comparable, V> element_at(map(K,V), K) -> V",
            returns: None,
            kernel: |bound| {
                let key = bound.argument(1)?.clone();
                Ok(kernel(move |call| call.finish(of_map(&key, call)?)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn of_array(call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, wanted) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let numbers = wanted.array.as_primitive_opt::<Int64Type>();
    let numbers = numbers.ok_or_else(|| TrinoError::internal("a bigint is not held as one"))?;
    let place_of = |row: usize| -> Result<Option<u32>> {
        let Some(range) = lists.range(row).filter(|_| !wanted.is_null(row)) else { return Ok(None) };
        let number = numbers.value(wanted.place(row));
        if number == 0 {
            return Err(TrinoError::invalid_argument("SQL array indices start at 1"));
        }
        let size = range.len() as i64;
        let place = if number > 0 { number - 1 } else { size.saturating_add(number) };
        Ok((0..size).contains(&place).then(|| (range.start as i64 + place) as u32))
    };
    let places: Vec<Option<u32>> = (0..call.rows_to_compute()).map(place_of).collect::<Result<_>>()?;
    Ok(take(lists.elements(), &UInt32Array::from(places), None)?)
}

fn of_map(key: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (maps, wanted) = (Nested::map(call, 0)?, Column::of(call, 1)?);
    let (keys, wanted_keys) = (row_keys(key, maps.elements())?, row_keys(key, &wanted.array)?);
    let rows = call.rows_to_compute();
    let mut seen = Seen::default();
    if maps.is_repeated() && rows > 1 {
        for place in maps.range(0).filter(|range| range.len() >= HASHED_ENTRIES_MIN).into_iter().flatten() {
            seen.add(keys.row(place), place);
        }
    }
    let places = (0..rows).map(|row| {
        let range = maps.range(row).filter(|_| !wanted.is_null(row))?;
        let key = wanted_keys.row(wanted.place(row));
        let place = if seen.is_empty() { range.into_iter().find(|p| keys.row(*p) == key) } else { seen.get(key) };
        place.map(|place| place as u32)
    });
    let places: UInt32Array = places.collect();
    Ok(take(maps.values(), &places, None)?)
}
