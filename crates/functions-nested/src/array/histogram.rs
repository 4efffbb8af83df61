//! `array_histogram`: how often each element occurs.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, Type};

use crate::args::{Nested, null_at};
use crate::build::{Shape, element_of};
use crate::value::set::Seen;

pub(crate) const FUNCTION: Function = Function {
    name: "array_histogram",
    category: Category::Array,
    description: "How often each element occurs; NULL is not counted.",
    examples: &[Example { sql: "array_histogram(ARRAY[42, 7, 42, NULL])", result: "{42=2, 7=1}" }],
    overloads: &[Overload {
        signature: "<T: comparable> array_histogram(array(T)) -> map(T,bigint)",
        returns: None,
        kernel: |bound| {
            let element = element_of(bound.argument(0)?)?;
            Ok(kernel(move |call| call.finish(count(&element, call)?)))
        },
    }],
    ..Function::DEFAULT
};

fn count(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let keys = row_keys(element, lists.elements())?;
    let nulls = lists.elements().logical_nulls();
    let rows = call.rows_to_compute();
    let (mut shape, mut seen) = (Shape::with_capacity(rows), Seen::default());
    let (mut places, mut counts): (Vec<u32>, Vec<i64>) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let Some(range) = lists.range(row) else {
            shape.null();
            continue;
        };
        seen.clear();
        for place in range.filter(|place| !null_at(nulls.as_ref(), *place)) {
            match seen.get(keys.row(place)) {
                Some(slot) => counts[slot] += 1,
                None => {
                    seen.add(keys.row(place), counts.len());
                    places.push(place as u32);
                    counts.push(1);
                }
            }
        }
        shape.end(places.len())?;
    }
    let found = take(lists.elements(), &UInt32Array::from(places), None)?;
    shape.map(element, &Type::BigInt, found, Arc::new(Int64Array::from(counts)))
}
