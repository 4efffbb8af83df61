//! `array_remove`: an array without the elements that equal a value.

use arrow::array::{Array, ArrayRef};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, equality, kernel};
use boathouse_types::{Result, Type};

use crate::args::{Column, Nested, null_at};
use crate::array::contains::undecided;
use crate::build::Picks;

pub(crate) const FUNCTION: Function = Function {
    name: "array_remove",
    category: Category::Array,
    description: "The array without the elements that equal a value.",
    examples: &[Example { sql: "array_remove(ARRAY[1, 2, NULL, 1], 1)", result: "[2, NULL]" }],
    overloads: &[Overload {
        signature: "<E: comparable> array_remove(array(E), E) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = bound.argument(1)?.clone();
            Ok(kernel(move |call| call.finish(remove(&element, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn remove(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, unwanted) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let equal = equality(element, lists.elements(), &unwanted.array)?;
    let nulls = lists.elements().logical_nulls();
    let rows = call.rows_to_compute();
    let mut out = Picks::new(rows);
    for row in 0..rows {
        let (Some(range), false) = (lists.range(row), unwanted.is_null(row)) else {
            out.null();
            continue;
        };
        for place in range {
            let keep = null_at(nulls.as_ref(), place)
                || !equal(place, unwanted.place(row)).ok_or_else(|| undecided("array_remove"))?;
            if keep {
                out.push(place);
            }
        }
        out.end()?;
    }
    out.list(element, lists.elements())
}
