//! `all_match`, `any_match`, `none_match`: for which elements a predicate is true.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::Result;

use crate::args::Nested;
use crate::lambda::apply::Flat;
use crate::lambda::filter::truths;

pub(crate) const ALL: Function = Function {
    name: "all_match",
    category: Category::Array,
    description: "Whether a predicate is true for all elements; NULL when NULL decides.",
    examples: &[Example { sql: "all_match(ARRAY[1, 2, 3], x -> x > 0)", result: "true" }],
    overloads: &[Overload {
        signature: "<T> all_match(array(T), function(T,boolean)) -> boolean",
        returns: None,
        kernel: |_| Ok(until(Decision { by: false, result: false })),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const ANY: Function = Function {
    name: "any_match",
    category: Category::Array,
    description: "Whether a predicate is true for an element; NULL when NULL decides.",
    examples: &[Example { sql: "any_match(ARRAY[1, 2, NULL], x -> x > 5)", result: "NULL" }],
    overloads: &[Overload {
        signature: "<T> any_match(array(T), function(T,boolean)) -> boolean",
        returns: None,
        kernel: |_| Ok(until(Decision { by: true, result: true })),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const NONE: Function = Function {
    name: "none_match",
    category: Category::Array,
    description: "Whether a predicate is true for no element; NULL when NULL decides.",
    examples: &[Example { sql: "none_match(ARRAY[1, 2, 3], x -> x > 5)", result: "true" }],
    overloads: &[Overload {
        signature: "<T> none_match(array(T), function(T,boolean)) -> boolean",
        returns: None,
        kernel: |_| Ok(until(Decision { by: true, result: false })),
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// Which answer of the predicate decides, and what it decides.
#[derive(Debug, Clone, Copy)]
struct Decision {
    by: bool,
    result: bool,
}

fn until(decision: Decision) -> Kernel {
    kernel(move |call| {
        let found = match at_once(call, decision) {
            // The element that fails may stand behind the one that decides, where it is not asked.
            Err(error) if error.is_caught_by_try() => step_by_step(call, decision)?,
            done => done?,
        };
        call.finish(found)
    })
}

fn at_once(call: &Invocation<'_>, decision: Decision) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let flat = Flat::of(&lists, call.rows_to_compute())?;
    let answers = truths(&flat.run(call.lambda(0)?, lists.children())?)?;
    let mut next = 0;
    let rows = flat.lengths.iter().map(|length| {
        let mine = &answers[next..next + (*length)?];
        next += mine.len();
        let unknown = mine.contains(&None);
        let decided = mine.contains(&Some(decision.by));
        if decided { Some(decision.result) } else { (!unknown).then_some(!decision.result) }
    });
    Ok(Arc::new(rows.collect::<BooleanArray>()))
}

/// Asks for the first elements of all rows, then for the second ones of those not decided, and so on.
fn step_by_step(call: &Invocation<'_>, decision: Decision) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let rows = call.rows_to_compute();
    let mut found: Vec<Option<bool>> = (0..rows).map(|row| lists.range(row).map(|_| !decision.result)).collect();
    let mut open: Vec<usize> = (0..rows).filter(|row| lists.range(*row).is_some()).collect();
    for step in 0.. {
        open.retain(|row| lists.range(*row).is_some_and(|range| step < range.len()));
        if open.is_empty() {
            break;
        }
        let places = open.iter().filter_map(|row| lists.range(*row)).map(|range| (range.start + step) as u32);
        let elements = take(lists.elements(), &UInt32Array::from_iter_values(places), None)?;
        let outer = UInt32Array::from_iter_values(open.iter().map(|row| *row as u32));
        let answers = truths(&call.lambda(0)?.call(&[elements], &outer)?)?;
        let mut answers = answers.into_iter();
        open.retain(|row| match answers.next().flatten() {
            Some(answer) if answer == decision.by => {
                found[*row] = Some(decision.result);
                false
            }
            Some(_) => true,
            None => {
                found[*row] = None;
                true
            }
        });
    }
    Ok(Arc::new(found.into_iter().collect::<BooleanArray>()))
}
