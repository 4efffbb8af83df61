//! `greatest` and `least`: NULL when an argument is, and NaN only when all are.

use std::cmp::Ordering;

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::{concat, take};
use boathouse_functions::{
    Bound, Category, Example, Function, Invocation, Kernel, Overload, Unordered, comparator_with, kernel,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::vector::column_or_value;

/// Most arguments of a call in Trino.
const ARGUMENTS_MAX: usize = 127;

pub(crate) const GREATEST: Function = Function {
    name: "greatest",
    category: Category::Comparison,
    description: "The greatest of the values.",
    examples: &[
        Example { sql: "greatest(1, 3, 2)", result: "3" },
        Example { sql: "greatest(1e0, nan())", result: "1.0" },
        Example { sql: "greatest(1, NULL)", result: "NULL" },
    ],
    overloads: &[Overload {
        signature: "<E: orderable> greatest(E...) -> E",
        returns: None,
        kernel: |bound| extreme(bound, "greatest", Ordering::Greater, Unordered::First),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const LEAST: Function = Function {
    name: "least",
    category: Category::Comparison,
    description: "The least of the values.",
    examples: &[Example { sql: "least(3, 1, 2)", result: "1" }, Example { sql: "least(1e0, nan())", result: "1.0" }],
    overloads: &[Overload {
        signature: "<E: orderable> least(E...) -> E",
        returns: None,
        kernel: |bound| extreme(bound, "least", Ordering::Less, Unordered::Last),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn extreme(bound: &Bound, name: &str, wanted: Ordering, nan: Unordered) -> Result<Kernel> {
    if bound.arguments.len() > ARGUMENTS_MAX {
        return Err(TrinoError::not_supported(format!("Too many arguments for function call {name}()")));
    }
    let data_type = bound.returns.clone();
    Ok(kernel(move |call| choose(call, &data_type, wanted, nan)))
}

/// All arguments stand in one column, of which each row takes one place.
fn choose(call: &Invocation<'_>, data_type: &Type, wanted: Ordering, nan: Unordered) -> Result<ColumnarValue> {
    let mut columns: Vec<(ArrayRef, bool)> = Vec::with_capacity(call.args.len());
    for index in 0..call.args.len() {
        columns.push(column_or_value(call, index)?);
    }
    let mut starts = Vec::with_capacity(columns.len());
    let mut rows = 0;
    for (column, _) in &columns {
        starts.push(rows);
        rows += column.len();
    }
    let all = concat(&columns.iter().map(|(column, _)| column.as_ref()).collect::<Vec<_>>())?;
    let order = comparator_with(data_type, &all, &all, nan)?;
    let nulls = all.logical_nulls();
    let place = |argument: usize, row: usize| starts[argument] + if columns[argument].1 { 0 } else { row };
    let mut chosen = Vec::with_capacity(call.rows_to_compute());
    for row in 0..call.rows_to_compute() {
        let places = (0..columns.len()).map(|argument| place(argument, row));
        if let Some(nulls) = &nulls
            && places.clone().any(|place| nulls.is_null(place))
        {
            chosen.push(None);
            continue;
        }
        let mut best: Option<usize> = None;
        for place in places {
            match best {
                Some(best) if order(place, best)? != wanted => {}
                _ => best = Some(place),
            }
        }
        chosen.push(best.map(|place| place as u32));
    }
    call.finish(take(&all, &UInt32Array::from(chosen), None)?)
}
