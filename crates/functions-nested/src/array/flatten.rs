//! `flatten`: an array of arrays as one.

use arrow::array::ArrayRef;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::{Picks, element_of};

pub(crate) const FUNCTION: Function = Function {
    name: "flatten",
    category: Category::Array,
    description: "The elements of all arrays of an array, one after the other.",
    examples: &[Example { sql: "flatten(ARRAY[ARRAY[1, 2], NULL, ARRAY[3]])", result: "[1, 2, 3]" }],
    overloads: &[Overload {
        signature: "<E> flatten(array(array(E))) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(flatten(&element, call)?)))
        },
    }],
    ..Function::DEFAULT
};

fn flatten(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let outer = Nested::list(call, 0)?;
    let inner = Nested::of_list(outer.elements(), false)?;
    let rows = call.rows_to_compute();
    let mut out = Picks::new(rows);
    for row in 0..rows {
        match outer.range(row) {
            Some(lists) => {
                for place in lists.filter_map(|list| inner.range(list)).flatten() {
                    out.push(place);
                }
                out.end()?;
            }
            None => out.null(),
        }
    }
    out.list(element, inner.elements())
}
