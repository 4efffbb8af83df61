//! `combinations`: all choices of n elements.

use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::build::{Shape, element_of};

/// Most elements a choice may have.
const LENGTH_MAX: i64 = 5;
/// Most elements the choices from one array may have in all.
const ELEMENTS_MAX: u64 = 100_000;

pub(crate) const FUNCTION: Function = Function {
    name: "combinations",
    category: Category::Array,
    description: "All choices of n elements, each in the order of the array.",
    examples: &[Example { sql: "combinations(ARRAY['a', 'b', 'c'], 2)", result: "[[a, b], [a, c], [b, c]]" }],
    overloads: &[Overload {
        signature: "<T> combinations(array(T), bigint) -> array(array(T))",
        returns: None,
        kernel: |bound| {
            let inner = element_of(&bound.returns)?;
            let element = element_of(&inner)?;
            Ok(kernel(move |call| call.finish(choices(&element, &inner, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn choices(element: &Type, inner: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, sizes) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let numbers = sizes.array.as_primitive_opt::<Int64Type>();
    let numbers = numbers.ok_or_else(|| TrinoError::internal("a bigint is not held as one"))?;
    let rows = call.rows_to_compute();
    let (mut outer, mut chosen, mut places, mut count) =
        (Shape::with_capacity(rows), Shape::with_capacity(rows), Vec::new(), 0);
    for row in 0..rows {
        let Some(range) = lists.range(row).filter(|_| !sizes.is_null(row)) else {
            outer.null();
            continue;
        };
        let size = checked_size(numbers.value(sizes.place(row)), range.len())?;
        let mut choice = (size <= range.len()).then(|| (0..size).collect::<Vec<usize>>());
        while let Some(mut current) = choice {
            places.extend(current.iter().map(|i| (range.start + i) as u32));
            chosen.end(places.len())?;
            count += 1;
            choice = advance(&mut current, range.len()).then_some(current);
        }
        outer.end(count)?;
    }
    let chosen = chosen.list(element, take(lists.elements(), &UInt32Array::from(places), None)?)?;
    outer.list(inner, chosen)
}

fn checked_size(size: i64, length: usize) -> Result<usize> {
    if size < 0 {
        return Err(TrinoError::invalid_argument(format!("combination size must not be negative: {size}")));
    }
    if size > LENGTH_MAX {
        let text = format!("combination size must not exceed {LENGTH_MAX}: {size}");
        return Err(TrinoError::invalid_argument(text));
    }
    let (size, length) = (size as u64, length as u64);
    let count = (0..size).try_fold(1_u64, |count, i| Some(count.checked_mul(length.saturating_sub(i))? / (i + 1)));
    if count.and_then(|count| count.checked_mul(size)).is_none_or(|elements| elements > ELEMENTS_MAX) {
        let text = format!("combinations exceed max size of {ELEMENTS_MAX}");
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(size as usize)
}

/// The next choice in Trino's order: the first place that can move on does, those before it start anew.
fn advance(choice: &mut [usize], length: usize) -> bool {
    for i in 0..choice.len() {
        let limit = choice.get(i + 1).copied().unwrap_or(length);
        if choice[i] + 1 < limit {
            choice[i] += 1;
            choice[..i].iter_mut().enumerate().for_each(|(k, place)| *place = k);
            return true;
        }
    }
    false
}
