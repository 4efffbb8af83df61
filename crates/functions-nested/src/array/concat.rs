//! `concat` and `||` of arrays, and of an array and an element.

use arrow::array::ArrayRef;
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::build::{Mixed, element_of};

pub(crate) const FUNCTION: Function = Function {
    name: "concat",
    category: Category::Array,
    description: "Arrays, or an array and an element, one after the other.",
    examples: &[
        Example { sql: "concat(ARRAY[1], ARRAY[2, 3])", result: "[1, 2, 3]" },
        Example { sql: "ARRAY[1] || 2", result: "[1, 2]" },
    ],
    overloads: &[
        Overload { signature: "<E> concat(E, array(E)) -> array(E)", returns: None, kernel: concatenation },
        Overload { signature: "<E> concat(array(E)...) -> array(E)", returns: None, kernel: concatenation },
        Overload { signature: "<E> concat(array(E), E) -> array(E)", returns: None, kernel: concatenation },
    ],
    called_on_null: true,
    ..Function::DEFAULT
};

/// What an argument adds to the result.
enum Part {
    List(Nested),
    Element(Column),
}

fn concatenation(bound: &Bound) -> Result<Kernel> {
    if bound.arguments.len() < 2 {
        return Err(TrinoError::invalid_argument("There must be two or more concatenation arguments to concat"));
    }
    let element = element_of(&bound.returns)?;
    let lists: Vec<bool> = bound.arguments.iter().map(|argument| *argument == bound.returns).collect();
    Ok(kernel(move |call| call.finish(append(&element, &lists, call)?)))
}

fn append(element: &Type, lists: &[bool], call: &Invocation<'_>) -> Result<ArrayRef> {
    let part = |(i, list): (usize, &bool)| match list {
        true => Nested::list(call, i).map(Part::List),
        false => Column::of(call, i).map(Part::Element),
    };
    let parts: Vec<Part> = lists.iter().enumerate().map(part).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let mut out = Mixed::new(rows);
    for row in 0..rows {
        if parts.iter().any(|part| matches!(part, Part::List(list) if list.range(row).is_none())) {
            out.null();
            continue;
        }
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::List(list) => list.range(row).into_iter().flatten().for_each(|place| out.push(i, place)),
                Part::Element(column) => out.push(i, column.place(row)),
            }
        }
        out.end()?;
    }
    let columns: Vec<&ArrayRef> = parts
        .iter()
        .map(|part| match part {
            Part::List(list) => list.elements(),
            Part::Element(column) => &column.array,
        })
        .collect();
    out.list(element, &columns)
}
