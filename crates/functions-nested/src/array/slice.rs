//! `slice`, `trim_array`: a part of an array.

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::build::{Picks, element_of};

pub(crate) const SLICE: Function = Function {
    name: "slice",
    category: Category::Array,
    description: "So many elements from a place on; a negative place counts from the end.",
    examples: &[
        Example { sql: "slice(ARRAY[1, 2, 3, 4], 2, 2)", result: "[2, 3]" },
        Example { sql: "slice(ARRAY[1, 2, 3, 4], -2, 1)", result: "[3]" },
    ],
    overloads: &[Overload {
        signature: "<E> slice(array(E), bigint, bigint) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(part(&element, call, 2, |size, n| slice(size, n[0], n[1]))?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const TRIM: Function = Function {
    name: "trim_array",
    category: Category::Array,
    description: "The array without so many elements at its end.",
    examples: &[Example { sql: "trim_array(ARRAY[1, 2, 3, 4], 2)", result: "[1, 2]" }],
    overloads: &[Overload {
        signature: "<E> trim_array(array(E), bigint) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(part(&element, call, 1, |size, n| trim(size, n[0]))?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn slice(size: usize, from: i64, length: i64) -> Result<Range<usize>> {
    if length < 0 {
        return Err(TrinoError::invalid_argument("length must be greater than or equal to 0"));
    }
    if from == 0 {
        return Err(TrinoError::invalid_argument("SQL array indices start at 1"));
    }
    let size = size as i64;
    let start = if from < 0 { size.saturating_add(from) } else { from - 1 };
    let end = start.saturating_add(length).min(size);
    if start < 0 || start >= end {
        return Ok(0..0);
    }
    Ok(start as usize..end as usize)
}

fn trim(size: usize, count: i64) -> Result<Range<usize>> {
    let Ok(trimmed) = usize::try_from(count) else {
        return Err(TrinoError::invalid_argument(format!("size must not be negative: {count}")));
    };
    if trimmed > size {
        let text = format!("size must not exceed array cardinality {size}: {count}");
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(0..size - trimmed)
}

/// The part of each array that its size and `count` bigint arguments say.
fn part(
    element: &Type,
    call: &Invocation<'_>,
    count: usize,
    choose: impl Fn(usize, &[i64]) -> Result<Range<usize>>,
) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let numbers: Vec<Column> = (1..=count).map(|i| Column::of(call, i)).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let mut out = Picks::new(rows);
    let mut given = vec![0; count];
    for row in 0..rows {
        let Some(range) = lists.range(row).filter(|_| !numbers.iter().any(|n| n.is_null(row))) else {
            out.null();
            continue;
        };
        for (given, column) in given.iter_mut().zip(&numbers) {
            let values = column.array.as_primitive_opt::<Int64Type>();
            let values = values.ok_or_else(|| TrinoError::internal("a bigint is not held as one"))?;
            *given = values.value(column.place(row));
        }
        for place in choose(range.len(), &given)? {
            out.push(range.start + place);
        }
        out.end()?;
    }
    out.list(element, lists.elements())
}
