//! `reduce`: one value out of all elements.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt32Array, new_empty_array};
use arrow::compute::{concat, take};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::Result;

use crate::args::{Column, Nested};

pub(crate) const FUNCTION: Function = Function {
    name: "reduce",
    category: Category::Array,
    description: "A state that a function of it and each element carries on, given to a last function.",
    examples: &[Example { sql: "reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s)", result: "75" }],
    overloads: &[Overload {
        signature: "<T, S, R> reduce(array(T), S, function(S,T,S), function(S,R)) -> R",
        returns: None,
        kernel: |_| Ok(kernel(|call| call.finish(reduce(call)?))),
    }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

/// All rows take their first step together, then those with a second element their second, and so on: rows are
/// in order of length, so that those still on the way are always the first ones.
fn reduce(call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, initial) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let (step_body, last_body) = (call.lambda(0)?, call.lambda(1)?);
    let rows = call.rows_to_compute();
    let length = |row: &usize| lists.range(*row).map_or(0, |range| range.len());
    let mut order: Vec<usize> = (0..rows).filter(|row| lists.range(*row).is_some()).collect();
    order.sort_by_key(|row| std::cmp::Reverse(length(row)));
    let starts = UInt32Array::from_iter_values(order.iter().map(|row| initial.place(*row) as u32));
    let mut states = take(&initial.array, &starts, None)?;
    let mut finished: Vec<ArrayRef> = Vec::new();
    for step in 0.. {
        let active = order[..states.len()].partition_point(|row| length(row) > step);
        finished.push(states.slice(active, states.len() - active));
        if active == 0 {
            break;
        }
        let running = &order[..active];
        let places = running.iter().filter_map(|row| lists.range(*row)).map(|range| (range.start + step) as u32);
        let elements = take(lists.elements(), &UInt32Array::from_iter_values(places), None)?;
        let outer = UInt32Array::from_iter_values(running.iter().map(|row| *row as u32));
        states = step_body.call(&[states.slice(0, active), elements], &outer)?;
    }
    finished.reverse();
    let parts: Vec<&dyn Array> = finished.iter().map(AsRef::as_ref).filter(|part| !part.is_empty()).collect();
    let states = if parts.is_empty() { new_empty_array(states.data_type()) } else { concat(&parts)? };
    let outer = UInt32Array::from_iter_values(order.iter().map(|row| *row as u32));
    let results = match order.is_empty() {
        true => new_empty_array(&last_body.returns().to_arrow()),
        false => last_body.call(&[states], &outer)?,
    };
    if order.len() == rows && order.is_sorted() {
        return Ok(results);
    }
    let mut places: Vec<Option<u32>> = vec![None; rows];
    order.iter().enumerate().for_each(|(place, row)| places[*row] = Some(place as u32));
    Ok(Arc::clone(&take(&results, &UInt32Array::from(places), None)?))
}
