//! `array_distinct`, `array_except`, `array_intersect`, `array_union`: arrays as sets, NULL being a value.

use arrow::array::ArrayRef;
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel, row_keys};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::{Mixed, Picks, element_of};
use crate::value::set::Seen;

pub(crate) const DISTINCT: Function = Function {
    name: "array_distinct",
    category: Category::Array,
    description: "The array without repetitions.",
    examples: &[Example { sql: "array_distinct(ARRAY[1, 2, 1, NULL, NULL])", result: "[1, 2, NULL]" }],
    overloads: &[Overload {
        signature: "<E: comparable> array_distinct(array(E)) -> array(E)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(distinct(&element, call)?)))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const EXCEPT: Function = Function {
    name: "array_except",
    category: Category::Array,
    description: "The elements of the first array that the second does not have, each once.",
    examples: &[Example { sql: "array_except(ARRAY[1, 2, 3, 1], ARRAY[2])", result: "[1, 3]" }],
    overloads: &[Overload {
        signature: "<E: comparable> array_except(array(E), array(E)) -> array(E)",
        returns: None,
        kernel: |bound| of_two(bound, except),
    }],
    ..Function::DEFAULT
};

pub(crate) const INTERSECT: Function = Function {
    name: "array_intersect",
    category: Category::Array,
    description: "The elements both arrays have, each once.",
    examples: &[Example { sql: "array_intersect(ARRAY[1, 2, 2, 3], ARRAY[2, 3, 4])", result: "[2, 3]" }],
    overloads: &[Overload {
        signature: "<E: comparable> array_intersect(array(E), array(E)) -> array(E)",
        returns: None,
        kernel: |bound| of_two(bound, intersect),
    }],
    ..Function::DEFAULT
};

pub(crate) const UNION: Function = Function {
    name: "array_union",
    category: Category::Array,
    description: "The elements either array has, each once.",
    examples: &[Example { sql: "array_union(ARRAY[1, 2], ARRAY[2, 3])", result: "[1, 2, 3]" }],
    overloads: &[Overload {
        signature: "<E: comparable> array_union(array(E), array(E)) -> array(E)",
        returns: None,
        kernel: |bound| of_two(bound, union),
    }],
    ..Function::DEFAULT
};

fn distinct(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let keys = row_keys(element, lists.elements())?;
    let rows = call.rows_to_compute();
    let (mut out, mut seen) = (Picks::new(rows), Seen::default());
    for row in 0..rows {
        let Some(range) = lists.range(row) else {
            out.null();
            continue;
        };
        seen.clear();
        for place in range {
            if seen.add(keys.row(place), place) {
                out.push(place);
            }
        }
        out.end()?;
    }
    out.list(element, lists.elements())
}

/// The elements of two arrays of a row: the places of each, and their keys.
struct Two<'a> {
    ranges: [std::ops::Range<usize>; 2],
    keys: [&'a arrow::row::Rows; 2],
}

type Body = for<'a> fn(&Two<'a>, [&mut Seen<'a>; 2], &mut Mixed);

fn of_two(bound: &Bound, body: Body) -> Result<Kernel> {
    let element = element_of(&bound.returns)?;
    Ok(kernel(move |call| {
        let (left, right) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
        let (left_keys, right_keys) = (row_keys(&element, left.elements())?, row_keys(&element, right.elements())?);
        let rows = call.rows_to_compute();
        let (mut out, mut one, mut other) = (Mixed::new(rows), Seen::default(), Seen::default());
        for row in 0..rows {
            let (Some(l), Some(r)) = (left.range(row), right.range(row)) else {
                out.null();
                continue;
            };
            one.clear();
            other.clear();
            let two = Two { ranges: [l, r], keys: [&left_keys, &right_keys] };
            body(&two, [&mut one, &mut other], &mut out);
            out.end()?;
        }
        call.finish(out.list(&element, &[left.elements(), right.elements()])?)
    }))
}

fn except<'a>(two: &Two<'a>, [seen, _]: [&mut Seen<'a>; 2], out: &mut Mixed) {
    seen.add_all(two.keys[1], two.ranges[1].clone());
    for place in two.ranges[0].clone() {
        if seen.add(two.keys[0].row(place), place) {
            out.push(0, place);
        }
    }
}

/// In the order of the longer array, as Trino looks its elements up in the shorter one.
fn intersect<'a>(two: &Two<'a>, [wanted, seen]: [&mut Seen<'a>; 2], out: &mut Mixed) {
    let (long, short) = if two.ranges[0].len() < two.ranges[1].len() { (1, 0) } else { (0, 1) };
    wanted.add_all(two.keys[short], two.ranges[short].clone());
    for place in two.ranges[long].clone() {
        let key = two.keys[long].row(place);
        if wanted.has(key) && seen.add(key, place) {
            out.push(long, place);
        }
    }
}

fn union<'a>(two: &Two<'a>, [seen, _]: [&mut Seen<'a>; 2], out: &mut Mixed) {
    for side in 0..2 {
        for place in two.ranges[side].clone() {
            if seen.add(two.keys[side].row(place), place) {
                out.push(side, place);
            }
        }
    }
}
