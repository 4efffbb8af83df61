//! `sequence` of numbers and dates.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, Int64Array};
use arrow::datatypes::{Date32Type, DurationMillisecondType, Int64Type, IntervalYearMonthType};
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::datetime::Civil;
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Column;
use crate::array::sequence_time;
use crate::build::Shape;

const MILLIS_PER_DAY: i64 = 86_400_000;

pub(crate) const FUNCTION: Function = Function {
    name: "sequence",
    category: Category::Array,
    description: "The numbers, dates or timestamps from a first to a last one by steps.",
    examples: &[
        Example { sql: "sequence(1, 3)", result: "[1, 2, 3]" },
        Example { sql: "sequence(5, 1, -2)", result: "[5, 3, 1]" },
        Example {
            sql: "sequence(DATE '2020-01-31', DATE '2020-03-31', INTERVAL '1' MONTH)",
            result: "[2020-01-31, 2020-02-29, 2020-03-31]",
        },
    ],
    overloads: &[
        overload("sequence(bigint, bigint) -> array(bigint)", |bound| Ok(of_numbers(bound, Step::Default))),
        overload("sequence(bigint, bigint, bigint) -> array(bigint)", |bound| Ok(of_numbers(bound, Step::Number))),
        overload("sequence(date, date) -> array(date)", |bound| Ok(of_numbers(bound, Step::DefaultDays))),
        overload("sequence(date, date, interval day to second) -> array(date)", |bound| {
            Ok(of_numbers(bound, Step::Days))
        }),
        overload("sequence(date, date, interval year to month) -> array(date)", |bound| {
            Ok(of_numbers(bound, Step::Months))
        }),
        overload("sequence(timestamp(p), timestamp(p), interval day to second) -> array(timestamp(p))", |bound| {
            sequence_time::by_millis(bound)
        }),
        overload("sequence(timestamp(p), timestamp(p), interval year to month) -> array(timestamp(p))", |bound| {
            sequence_time::by_months(bound)
        }),
    ],
    fallible: true,
    ..Function::DEFAULT
};

const fn overload(signature: &'static str, kernel: fn(&Bound) -> Result<Kernel>) -> Overload {
    Overload { signature, returns: None, kernel }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Default,
    Number,
    DefaultDays,
    Days,
    Months,
}

impl Step {
    fn element(self) -> Type {
        if matches!(self, Self::Default | Self::Number) { Type::BigInt } else { Type::Date }
    }
}

fn of_numbers(bound: &Bound, step: Step) -> Kernel {
    let limit = Limit::of(bound);
    kernel(move |call| call.finish(numbers(step, limit, call)?))
}

fn numbers(step: Step, limit: Limit, call: &Invocation<'_>) -> Result<ArrayRef> {
    let arguments: Vec<Column> = (0..call.args.len()).map(|i| Column::of(call, i)).collect::<Result<_>>()?;
    let values: Vec<Vec<i64>> = arguments.iter().map(|column| whole(&column.array)).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let (mut shape, mut entries) = (Shape::with_capacity(rows), Vec::new());
    for row in 0..rows {
        if arguments.iter().any(|column| column.is_null(row)) {
            shape.null();
            continue;
        }
        let value = |i: usize| values[i][arguments[i].place(row)];
        let (start, stop) = (value(0), value(1));
        match step {
            Step::Default | Step::DefaultDays => {
                fixed(start, stop, if stop >= start { 1 } else { -1 }, limit, &mut entries)?
            }
            Step::Number => fixed(start, stop, value(2), limit, &mut entries)?,
            Step::Days => fixed(start, stop, whole_days(value(2))?, limit, &mut entries)?,
            Step::Months => months(start, stop, value(2), limit, &mut entries)?,
        }
        shape.end(entries.len())?;
    }
    let entries: ArrayRef = match step.element() {
        Type::Date => Arc::new(entries.into_iter().map(|days| Some(days as i32)).collect::<Date32Array>()),
        _ => Arc::new(Int64Array::from(entries)),
    };
    shape.list(&step.element(), entries)
}

fn whole(array: &ArrayRef) -> Result<Vec<i64>> {
    if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        return Ok(values.values().to_vec());
    }
    if let Some(values) = array.as_primitive_opt::<Date32Type>() {
        return Ok(values.values().iter().map(|v| i64::from(*v)).collect());
    }
    if let Some(values) = array.as_primitive_opt::<DurationMillisecondType>() {
        return Ok(values.values().to_vec());
    }
    if let Some(values) = array.as_primitive_opt::<IntervalYearMonthType>() {
        return Ok(values.values().iter().map(|v| i64::from(*v)).collect());
    }
    Err(TrinoError::internal(format!("an end of a sequence is held as {}", array.data_type())))
}

fn whole_days(millis: i64) -> Result<i64> {
    if millis % MILLIS_PER_DAY != 0 {
        let text = "sequence step must be a day interval if start and end values are dates";
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(millis / MILLIS_PER_DAY)
}

fn fixed(start: i64, stop: i64, step: i64, limit: Limit, entries: &mut Vec<i64>) -> Result<()> {
    check_step(i128::from(start), i128::from(stop), i128::from(step))?;
    let count = limit.checked((i128::from(stop) - i128::from(start)) / i128::from(step) + 1)?;
    // The last entry lies between both ends, so that no entry overflows.
    entries.extend((0..count).map(|i| start.wrapping_add(step.wrapping_mul(i))));
    Ok(())
}

fn months(start: i64, stop: i64, step: i64, limit: Limit, entries: &mut Vec<i64>) -> Result<()> {
    check_step(i128::from(start), i128::from(stop), i128::from(step))?;
    let count = limit.checked(i128::from(months_between(start, stop, 0, 0) / step + 1))?;
    for i in 0..count {
        let date = Civil::of_days(start).plus_months(step * i);
        let date = date.ok_or_else(|| TrinoError::out_of_range("date is out of range"))?;
        entries.push(date.to_days());
    }
    Ok(())
}

/// The step must lead from one end to the other.
pub(crate) fn check_step(start: i128, stop: i128, step: i128) -> Result<()> {
    if step == 0 {
        return Err(TrinoError::invalid_argument("step must not be zero"));
    }
    let leads = if step > 0 { stop >= start } else { stop <= start };
    if !leads {
        return Err(TrinoError::invalid_argument(
            "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise \
             stop should be less than or equal to start",
        ));
    }
    Ok(())
}

/// Most entries that a sequence may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit(i64);

impl Limit {
    /// The session's.
    pub(crate) fn of(bound: &Bound) -> Self {
        Self(bound.session.sequence_entries_max)
    }

    /// So many entries, if they are not too many.
    pub(crate) fn checked(self, count: i128) -> Result<i64> {
        let fits = i64::try_from(count).ok().filter(|count| *count <= self.0);
        fits.ok_or_else(|| {
            let text = format!("result of sequence function must not have more than {} entries", self.0);
            TrinoError::invalid_argument(text)
        })
    }
}

/// Whole months from one day to another, each with a time of the day; negative when the second is earlier.
pub(crate) fn months_between(from: i64, to: i64, from_time: i128, to_time: i128) -> i64 {
    if (to, to_time) < (from, from_time) {
        return -months_between(to, from, to_time, from_time);
    }
    let (first, last) = (Civil::of_days(from), Civil::of_days(to));
    let months = (last.year - first.year) * 12 + i64::from(last.month) - i64::from(first.month);
    let month_ends = boathouse_types::datetime::days_in_month(last.year, last.month);
    // Adding months to the 31st gives the last day of a shorter month, so that this is a whole month.
    let day = if last.day == month_ends { first.day.min(last.day) } else { first.day };
    if (last.day, to_time) < (day, from_time) { months - 1 } else { months }
}
