//! `contains`: whether an array has an element.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanBuilder};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, equality, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested, null_at};

pub(crate) const FUNCTION: Function = Function {
    name: "contains",
    category: Category::Array,
    description: "Whether an array has an element; NULL when only a NULL could be it.",
    examples: &[
        Example { sql: "contains(ARRAY[1, 2], 2)", result: "true" },
        Example { sql: "contains(ARRAY[1, NULL], 2)", result: "NULL" },
    ],
    overloads: &[Overload {
        signature: "<T: comparable> contains(array(T), T) -> boolean",
        returns: None,
        kernel: |bound| {
            let element = bound.argument(1)?.clone();
            Ok(kernel(move |call| call.finish(contains(&element, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn contains(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, wanted) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let equal = equality(element, lists.elements(), &wanted.array)?;
    let nulls = lists.elements().logical_nulls();
    let rows = call.rows_to_compute();
    let mut out = BooleanBuilder::with_capacity(rows);
    for row in 0..rows {
        let (Some(range), false) = (lists.range(row), wanted.is_null(row)) else {
            out.append_null();
            continue;
        };
        let (mut found, mut unknown) = (false, false);
        for place in range {
            if null_at(nulls.as_ref(), place) {
                unknown = true;
                continue;
            }
            found = equal(place, wanted.place(row)).ok_or_else(|| undecided("contains"))?;
            if found {
                break;
            }
        }
        out.append_option(if found { Some(true) } else { (!unknown).then_some(false) });
    }
    Ok(Arc::new(out.finish()))
}

/// NULL inside the elements decides whether they are equal.
pub(crate) fn undecided(function: &str) -> TrinoError {
    let text = format!("{function} does not support arrays with elements that are null or contain null");
    TrinoError::not_supported(text)
}
