//! `array_sort` in the natural order, NULL last.

use arrow::array::{Array, ArrayRef};
use boathouse_functions::{Category, Example, Function, Invocation, Kernel, Overload, comparator, kernel};
use boathouse_types::{Result, Type};

use crate::args::{Nested, null_at};
use crate::build::{Picks, element_of};
use crate::lambda::sort_with;
use crate::value::sort::sort;

pub(crate) const FUNCTION: Function = Function {
    name: "array_sort",
    category: Category::Array,
    description: "The elements in order, NULL last, or in the order of a function of two elements.",
    examples: &[
        Example { sql: "array_sort(ARRAY[3, NULL, 1])", result: "[1, 3, NULL]" },
        Example { sql: "array_sort(ARRAY[1, 3, 2], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)))", result: "[3, 2, 1]" },
    ],
    overloads: &[
        Overload {
            signature: "<E: orderable> array_sort(array(E)) -> array(E)",
            returns: None,
            kernel: |bound| natural(element_of(&bound.returns)?),
        },
        Overload {
            signature: "<T> array_sort(array(T), function(T,T,bigint)) -> array(T)",
            returns: None,
            kernel: |bound| {
                let element = element_of(&bound.returns)?;
                Ok(kernel(move |call| call.finish(sort_with::sorted(&element, call)?)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn natural(element: Type) -> Result<Kernel> {
    Ok(kernel(move |call| call.finish(sorted(&element, call)?)))
}

fn sorted(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    // Elements of no type are all NULL, and NULL is not compared.
    let order = match element {
        Type::Unknown => None,
        _ => Some(comparator(element, lists.elements(), lists.elements())?),
    };
    let nulls = lists.elements().logical_nulls();
    let rows = call.rows_to_compute();
    let mut out = Picks::new(rows);
    for row in 0..rows {
        let Some(range) = lists.range(row) else {
            out.null();
            continue;
        };
        let places = range.map(|place| place as u32);
        let (mut values, missing): (Vec<u32>, Vec<u32>) =
            places.partition(|place| order.is_some() && !null_at(nulls.as_ref(), *place as usize));
        if let Some(order) = &order {
            sort(&mut values, |a, b| order(a as usize, b as usize))?;
        }
        out.places.extend(values.into_iter().chain(missing));
        out.end()?;
    }
    out.list(element, lists.elements())
}
