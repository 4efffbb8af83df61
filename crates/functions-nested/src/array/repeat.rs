//! `repeat`: an array of one element over and over.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Column;
use crate::build::{Picks, element_of};

/// Most elements the result may have.
const COUNT_MAX: i64 = 10_000;
/// Most bytes the elements of the result may have in all.
const BYTES_MAX: usize = 1_000_000;

pub(crate) const FUNCTION: Function = Function {
    name: "repeat",
    category: Category::Array,
    description: "An array of one element so many times.",
    examples: &[Example { sql: "repeat('a', 3)", result: "[a, a, a]" }],
    overloads: &[Overload {
        signature: "<T> repeat(T, bigint) -> array(T)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(repeat(&element, call)?)))
        },
    }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

fn repeat(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (elements, counts) = (Column::of(call, 0)?, Column::of(call, 1)?);
    let numbers = counts.array.as_primitive_opt::<Int64Type>();
    let numbers = numbers.ok_or_else(|| TrinoError::internal("a bigint is not held as one"))?;
    let rows = call.rows_to_compute();
    let mut out = Picks::new(rows);
    for row in 0..rows {
        if counts.is_null(row) {
            out.null();
            continue;
        }
        let count = checked_count(numbers.value(counts.place(row)))?;
        let place = elements.place(row);
        if !elements.is_null(row) && bytes_of(&elements.array, place).saturating_mul(count) > BYTES_MAX {
            let text = format!("result of repeat function must not take more than {BYTES_MAX} bytes");
            return Err(TrinoError::invalid_argument(text));
        }
        out.places.extend(std::iter::repeat_n(place as u32, count));
        out.end()?;
    }
    out.list(element, &elements.array)
}

fn checked_count(count: i64) -> Result<usize> {
    if count > COUNT_MAX {
        let text = format!("count argument of repeat function must be less than or equal to {COUNT_MAX}");
        return Err(TrinoError::invalid_argument(text));
    }
    usize::try_from(count).map_err(|_| {
        TrinoError::invalid_argument("count argument of repeat function must be greater than or equal to 0")
    })
}

/// Bytes of a value, without what Arrow adds around it.
fn bytes_of(array: &ArrayRef, place: usize) -> usize {
    if let Some(texts) = array.as_string_view_opt() {
        return texts.value(place).len();
    }
    if let Some(bytes) = array.as_binary_view_opt() {
        return bytes.value(place).len();
    }
    if let Some(list) = array.as_list_opt::<i32>() {
        let range = list.value_offsets()[place] as usize..list.value_offsets()[place + 1] as usize;
        return range.map(|i| bytes_of(list.values(), i)).sum();
    }
    if let Some(map) = array.as_map_opt() {
        let range = map.value_offsets()[place] as usize..map.value_offsets()[place + 1] as usize;
        return range.map(|i| bytes_of(map.keys(), i) + bytes_of(map.values(), i)).sum();
    }
    if let Some(structure) = array.as_struct_opt() {
        return structure.columns().iter().map(|child| bytes_of(child, place)).sum();
    }
    array.data_type().primitive_width().unwrap_or(1)
}
