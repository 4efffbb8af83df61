//! `arrays_overlap`: whether two arrays have an element in common.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, Type};

use crate::args::{Nested, null_at};
use crate::build::element_of;
use crate::value::set::Seen;

pub(crate) const FUNCTION: Function = Function {
    name: "arrays_overlap",
    category: Category::Array,
    description: "Whether two arrays have an element in common; NULL when only a NULL could be one.",
    examples: &[
        Example { sql: "arrays_overlap(ARRAY[1, 2], ARRAY[2, 3])", result: "true" },
        Example { sql: "arrays_overlap(ARRAY[1, 2], ARRAY[3, NULL])", result: "NULL" },
    ],
    overloads: &[Overload {
        signature: "<E: comparable> arrays_overlap(array(E), array(E)) -> boolean",
        returns: None,
        kernel: |bound| {
            let element = element_of(bound.argument(0)?)?;
            Ok(kernel(move |call| call.finish(overlap(&element, call)?)))
        },
    }],
    ..Function::DEFAULT
};

fn overlap(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (left, right) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
    let (left_keys, right_keys) = (row_keys(element, left.elements())?, row_keys(element, right.elements())?);
    let (left_nulls, right_nulls) = (left.elements().logical_nulls(), right.elements().logical_nulls());
    let mut seen = Seen::default();
    let rows = (0..call.rows_to_compute()).map(|row| {
        let (l, r) = (left.range(row)?, right.range(row)?);
        if l.is_empty() || r.is_empty() {
            return Some(false);
        }
        seen.clear();
        let mut unknown = false;
        for place in r {
            if null_at(right_nulls.as_ref(), place) {
                unknown = true;
            } else {
                seen.add(right_keys.row(place), place);
            }
        }
        for place in l {
            if null_at(left_nulls.as_ref(), place) {
                unknown = true;
            } else if seen.has(left_keys.row(place)) {
                return Some(true);
            }
        }
        (!unknown).then_some(false)
    });
    Ok(Arc::new(rows.collect::<BooleanArray>()))
}
