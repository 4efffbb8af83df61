//! `zip_with`: a function of the elements of two arrays side by side.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::{Shape, element_of};
use crate::lambda::apply::run;

pub(crate) const FUNCTION: Function = Function {
    name: "zip_with",
    category: Category::Array,
    description: "A function of the elements of two arrays side by side, NULL where one has no more.",
    examples: &[Example { sql: "zip_with(ARRAY[1, 2], ARRAY[10, 20], (x, y) -> x + y)", result: "[11, 22]" }],
    overloads: &[Overload {
        signature: "<T, U, R> zip_with(array(T), array(U), function(T,U,R)) -> array(R)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(zip(&element, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn zip(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (left, right) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
    let rows = call.rows_to_compute();
    let mut shape = Shape::with_capacity(rows);
    let (mut left_places, mut right_places): (Vec<Option<u32>>, Vec<Option<u32>>) = (Vec::new(), Vec::new());
    let mut outer: Vec<u32> = Vec::new();
    for row in 0..rows {
        let (Some(l), Some(r)) = (left.range(row), right.range(row)) else {
            shape.null();
            continue;
        };
        let longest = l.len().max(r.len());
        for (places, range) in [(&mut left_places, l), (&mut right_places, r)] {
            let missing = longest - range.len();
            places.extend(range.map(|place| Some(place as u32)).chain(std::iter::repeat_n(None, missing)));
        }
        outer.extend(std::iter::repeat_n(row as u32, longest));
        shape.end(outer.len())?;
    }
    let results = run(call.lambda(0)?, outer.len(), |chunk| {
        let l = take(left.elements(), &UInt32Array::from(left_places[chunk.clone()].to_vec()), None)?;
        let r = take(right.elements(), &UInt32Array::from(right_places[chunk.clone()].to_vec()), None)?;
        Ok((vec![l, r], UInt32Array::from(outer[chunk].to_vec())))
    })?;
    shape.list(element, results)
}
