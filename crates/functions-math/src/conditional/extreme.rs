//! `greatest` and `least`: NULL when an argument is, and NaN only when all are.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, UInt32Array};
use arrow::buffer::NullBuffer;
use arrow::compute::{concat, take};
use arrow::datatypes::{Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int32Type, Int64Type};
use boathouse_functions::{
    Bound, Category, Example, Function, Invocation, Kernel, Overload, Unordered, comparator_with, kernel,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::vector::{Operand, column_or_value};

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
    Ok(match data_type {
        Type::Integer => numbers::<Int32Type>(bound, wanted),
        Type::BigInt => numbers::<Int64Type>(bound, wanted),
        Type::Date => numbers::<Date32Type>(bound, wanted),
        Type::Double => numbers::<Float64Type>(bound, wanted),
        Type::Real => numbers::<Float32Type>(bound, wanted),
        Type::Decimal { .. } if data_type.is_short_decimal() => numbers::<Decimal64Type>(bound, wanted),
        Type::Decimal { .. } => numbers::<Decimal128Type>(bound, wanted),
        _ => kernel(move |call| choose(call, &data_type, wanted, nan)),
    })
}

/// Numbers, column by column.
fn numbers<P: ArrowPrimitiveType>(bound: &Bound, wanted: Ordering) -> Kernel
where
    P::Native: PartialOrd,
{
    let held = bound.returns.to_arrow();
    let is_nan = |value: P::Native| value.partial_cmp(&value).is_none();
    let better = move |value: P::Native, best: P::Native| match value.partial_cmp(&best) {
        Some(order) => order == wanted,
        None => is_nan(best) && !is_nan(value),
    };
    kernel(move |call| {
        let rows = call.rows_to_compute();
        let mut best: Option<Vec<P::Native>> = None;
        let mut nulls = None;
        for index in 0..call.args.len() {
            let argument = Operand::<P>::of(call, index)?;
            let values = argument.column.values();
            match (&mut best, argument.single) {
                (None, true) => best = Some(vec![argument.column.value(0); rows]),
                (None, false) => best = Some(values.to_vec()),
                (Some(best), true) => {
                    let value = argument.column.value(0);
                    best.iter_mut().filter(|best| better(value, **best)).for_each(|best| *best = value);
                }
                (Some(best), false) => {
                    for (best, value) in best.iter_mut().zip(values) {
                        *best = if better(*value, *best) { *value } else { *best };
                    }
                }
            }
            // A single value is not NULL: that call is answered before.
            let new = argument.column.nulls().filter(|_| !argument.single);
            nulls = NullBuffer::union(nulls.as_ref(), new);
        }
        let column = PrimitiveArray::<P>::try_new(best.unwrap_or_default().into(), nulls)?;
        call.finish(Arc::new(column.with_data_type(held.clone())))
    })
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
