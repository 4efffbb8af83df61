//! `contains_sequence`: whether an array has another as a part.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::element_of;

pub(crate) const FUNCTION: Function = Function {
    name: "contains_sequence",
    category: Category::Array,
    description: "Whether an array has all elements of another one after the other, in their order.",
    examples: &[Example { sql: "contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])", result: "true" }],
    overloads: &[Overload {
        signature: "<T: comparable> contains_sequence(array(T), array(T)) -> boolean",
        returns: None,
        kernel: |bound| {
            let element = element_of(bound.argument(0)?)?;
            Ok(kernel(move |call| call.finish(contains(&element, call)?)))
        },
    }],
    ..Function::DEFAULT
};

fn contains(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, parts) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
    let (keys, part_keys) = (row_keys(element, lists.elements())?, row_keys(element, parts.elements())?);
    let rows = (0..call.rows_to_compute()).map(|row| {
        let (list, part) = (lists.range(row)?, parts.range(row)?);
        if part.len() > list.len() {
            return Some(false);
        }
        let starts = list.start..=list.end - part.len();
        let same = |start: usize| part.clone().enumerate().all(|(i, p)| keys.row(start + i) == part_keys.row(p));
        Some(starts.into_iter().any(same))
    });
    Ok(Arc::new(rows.collect::<BooleanArray>()))
}
