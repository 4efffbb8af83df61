//! `ngrams`: all runs of n elements.

use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::build::{Shape, element_of};

pub(crate) const FUNCTION: Function = Function {
    name: "ngrams",
    category: Category::Array,
    description: "All runs of n elements; the whole array when it has no more than n.",
    examples: &[Example { sql: "ngrams(ARRAY['a', 'b', 'c'], 2)", result: "[[a, b], [b, c]]" }],
    overloads: &[Overload {
        signature: "<T> ngrams(array(T), bigint) -> array(array(T))",
        returns: None,
        kernel: |bound| {
            let inner = element_of(&bound.returns)?;
            let element = element_of(&inner)?;
            Ok(kernel(move |call| call.finish(runs(&element, &inner, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn runs(element: &Type, inner: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, sizes) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let numbers = sizes.array.as_primitive_opt::<Int64Type>();
    let numbers = numbers.ok_or_else(|| TrinoError::internal("a bigint is not held as one"))?;
    let rows = call.rows_to_compute();
    let (mut outer, mut runs, mut places, mut count) =
        (Shape::with_capacity(rows), Shape::with_capacity(rows), Vec::new(), 0);
    for row in 0..rows {
        let Some(range) = lists.range(row).filter(|_| !sizes.is_null(row)) else {
            outer.null();
            continue;
        };
        let n = numbers.value(sizes.place(row));
        if n <= 0 {
            return Err(TrinoError::invalid_argument("N must be positive"));
        }
        let size = usize::try_from(n).map_or(range.len(), |n| n.min(range.len()));
        for start in range.start..=range.end - size {
            places.extend((start..start + size).map(|place| place as u32));
            runs.end(places.len())?;
            count += 1;
        }
        outer.end(count)?;
    }
    let runs = runs.list(element, take(lists.elements(), &UInt32Array::from(places), None)?)?;
    outer.list(inner, runs)
}
