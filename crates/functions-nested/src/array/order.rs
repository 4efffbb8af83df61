//! `reverse`, `shuffle`: the elements in another order.

use arrow::array::ArrayRef;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, Type};
use rand::seq::SliceRandom;

use crate::args::Nested;
use crate::build::{Picks, element_of};

pub(crate) const REVERSE: Function = Function {
    name: "reverse",
    category: Category::Array,
    description: "The elements from the last to the first.",
    examples: &[Example { sql: "reverse(ARRAY[1, 2, NULL])", result: "[NULL, 2, 1]" }],
    overloads: &[Overload {
        signature: "<E> reverse(array(E)) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(reorder(&element, call.rows_to_compute(), call, |p| p.reverse())?)))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const SHUFFLE: Function = Function {
    name: "shuffle",
    category: Category::Array,
    description: "The elements in an order of chance.",
    examples: &[Example { sql: "cardinality(shuffle(ARRAY[1, 2, 3]))", result: "3" }],
    overloads: &[Overload {
        signature: "<E> shuffle(array(E)) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                // A single value is shuffled anew for every row.
                let shuffled = reorder(&element, call.rows, call, |places| places.shuffle(&mut rand::rng()))?;
                Ok(datafusion::logical_expr::ColumnarValue::Array(shuffled))
            }))
        },
    }],
    deterministic: false,
    ..Function::DEFAULT
};

fn reorder(element: &Type, rows: usize, call: &Invocation<'_>, order: impl Fn(&mut [u32])) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let mut out = Picks::new(rows);
    for row in 0..rows {
        match lists.range(row) {
            Some(range) => {
                let start = out.places.len();
                out.places.extend(range.map(|place| place as u32));
                order(&mut out.places[start..]);
                out.end()?;
            }
            None => out.null(),
        }
    }
    out.list(element, lists.elements())
}
