//! `zip`: arrays side by side, as an array of rows.

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray, UInt32Array};
use arrow::compute::take;
use arrow_schema::DataType;
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Nested;
use crate::build::{Shape, element_of};

pub(crate) const FUNCTION: Function = Function {
    name: "zip",
    category: Category::Array,
    description: "The first elements of all arrays as a row, then the second ones, NULL where an array has no more.",
    examples: &[Example { sql: "zip(ARRAY[1, 2], ARRAY['1b', NULL])", result: "[{1, 1b}, {2, null}]" }],
    overloads: &[
        Overload {
            signature: "<T1, T2> zip(array(T1), array(T2)) -> array(row(T1,T2))",
            returns: None,
            kernel: side_by_side,
        },
        Overload {
            signature: "<T1, T2, T3> zip(array(T1), array(T2), array(T3)) -> array(row(T1,T2,T3))",
            returns: None,
            kernel: side_by_side,
        },
        Overload {
            signature: "<T1, T2, T3, T4> zip(array(T1), array(T2), array(T3), array(T4)) -> array(row(T1,T2,T3,T4))",
            returns: None,
            kernel: side_by_side,
        },
        Overload {
            signature: "<T1, T2, T3, T4, T5> zip(array(T1), array(T2), array(T3), array(T4), array(T5)) -> array(row(T1,T2,T3,T4,T5))",
            returns: None,
            kernel: side_by_side,
        },
    ],
    ..Function::DEFAULT
};

fn side_by_side(bound: &Bound) -> Result<Kernel> {
    let row = element_of(&bound.returns)?;
    Ok(kernel(move |call| call.finish(zip(&row, call)?)))
}

fn zip(row_type: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists: Vec<Nested> = (0..call.args.len()).map(|i| Nested::list(call, i)).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let mut shape = Shape::with_capacity(rows);
    let mut places: Vec<Vec<Option<u32>>> = vec![Vec::new(); lists.len()];
    let mut count = 0;
    for row in 0..rows {
        let ranges: Option<Vec<_>> = lists.iter().map(|list| list.range(row)).collect();
        let Some(ranges) = ranges else {
            shape.null();
            continue;
        };
        let longest = ranges.iter().map(ExactSizeIterator::len).max().unwrap_or_default();
        for (places, range) in places.iter_mut().zip(ranges) {
            let missing = longest - range.len();
            places.extend(range.map(|place| Some(place as u32)).chain(std::iter::repeat_n(None, missing)));
        }
        count += longest;
        shape.end(count)?;
    }
    let columns =
        lists.iter().zip(places).map(|(list, places)| take(list.elements(), &UInt32Array::from(places), None));
    let columns: Vec<ArrayRef> = columns.collect::<std::result::Result<_, _>>()?;
    let DataType::Struct(fields) = row_type.to_arrow() else {
        return Err(TrinoError::internal(format!("{row_type} is no row")));
    };
    shape.list(row_type, Arc::new(StructArray::try_new(fields, columns, None)?))
}
