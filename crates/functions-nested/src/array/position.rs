//! `array_position`: where an element is first found.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Builder};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, equality, kernel};
use boathouse_types::{Result, Type};

use crate::args::{Column, Nested, null_at};
use crate::array::contains::undecided;

pub(crate) const FUNCTION: Function = Function {
    name: "array_position",
    category: Category::Array,
    description: "Where an element is first found, from 1; 0 when it is not there.",
    examples: &[Example { sql: "array_position(ARRAY['a', 'b', 'b'], 'b')", result: "2" }],
    overloads: &[Overload {
        signature: "<T: comparable> array_position(array(T), T) -> bigint",
        returns: None,
        kernel: |bound| {
            let element = bound.argument(1)?.clone();
            Ok(kernel(move |call| call.finish(position(&element, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn position(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, wanted) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let equal = equality(element, lists.elements(), &wanted.array)?;
    let nulls = lists.elements().logical_nulls();
    let rows = call.rows_to_compute();
    let mut out = Int64Builder::with_capacity(rows);
    for row in 0..rows {
        let (Some(range), false) = (lists.range(row), wanted.is_null(row)) else {
            out.append_null();
            continue;
        };
        let start = range.start;
        let mut found = 0;
        for place in range.filter(|place| !null_at(nulls.as_ref(), *place)) {
            if equal(place, wanted.place(row)).ok_or_else(|| undecided("array_position"))? {
                found = (place - start + 1) as i64;
                break;
            }
        }
        out.append_value(found);
    }
    Ok(Arc::new(out.finish()))
}
