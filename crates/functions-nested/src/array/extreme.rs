//! `array_max`, `array_min`: the greatest and the least element.

use std::cmp::Ordering;

use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::take;
use boathouse_functions::{
    Bound, Category, Example, Function, Invocation, Kernel, Overload, Unordered, comparator_with, kernel,
};
use boathouse_types::{Result, Type};

use crate::args::{Nested, null_at};

pub(crate) const MAX: Function = Function {
    name: "array_max",
    category: Category::Array,
    description: "The greatest element; NULL when one of them is.",
    examples: &[Example { sql: "array_max(ARRAY[1, 3, 2])", result: "3" }],
    overloads: &[Overload {
        signature: "<T: orderable> array_max(array(T)) -> T",
        returns: None,
        kernel: |bound| extreme(bound, Ordering::Greater, Unordered::First),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const MIN: Function = Function {
    name: "array_min",
    category: Category::Array,
    description: "The least element; NULL when one of them is.",
    examples: &[Example { sql: "array_min(ARRAY[1, 3, NULL])", result: "NULL" }],
    overloads: &[Overload {
        signature: "<T: orderable> array_min(array(T)) -> T",
        returns: None,
        kernel: |bound| extreme(bound, Ordering::Less, Unordered::Last),
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// NaN is the answer only where there is no number.
fn extreme(bound: &Bound, wanted: Ordering, nan: Unordered) -> Result<Kernel> {
    let element = bound.returns.clone();
    Ok(kernel(move |call| call.finish(find(&element, wanted, nan, call)?)))
}

fn find(element: &Type, wanted: Ordering, nan: Unordered, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    if *element == Type::Unknown {
        return Ok(new_null_array(&element.to_arrow(), call.rows_to_compute()));
    }
    let order = comparator_with(element, lists.elements(), lists.elements(), nan)?;
    let nulls = lists.elements().logical_nulls();
    let best_of = |row: usize| -> Result<Option<u32>> {
        let Some(range) = lists.range(row) else { return Ok(None) };
        if range.clone().any(|place| null_at(nulls.as_ref(), place)) {
            return Ok(None);
        }
        let mut best: Option<usize> = None;
        for place in range {
            let better = match best {
                None => true,
                Some(best) => order(place, best)? == wanted,
            };
            if better {
                best = Some(place);
            }
        }
        Ok(best.map(|place| place as u32))
    };
    let places: UInt32Array = (0..call.rows_to_compute()).map(best_of).collect::<Result<Vec<_>>>()?.into();
    Ok(take(lists.elements(), &places, None)?)
}
