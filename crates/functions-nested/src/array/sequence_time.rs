//! `sequence` of timestamps.

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DurationMillisecondType, IntervalYearMonthType};
use boathouse_functions::{Bound, Invocation, Kernel, kernel};
use boathouse_types::datetime::{
    Civil, PICOS_PER_DAY, PICOS_PER_MICRO, PICOS_PER_MILLI, TimestampBuilder, timestamp_picos,
};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Column;
use crate::array::sequence::{Limit, check_step, months_between};
use crate::build::{Shape, element_of};

pub(crate) fn by_millis(bound: &Bound) -> Result<Kernel> {
    let element = element_of(&bound.returns)?;
    let limit = Limit::of(bound);
    Ok(kernel(move |call| call.finish(times(&element, limit, call, millis)?)))
}

pub(crate) fn by_months(bound: &Bound) -> Result<Kernel> {
    let element = element_of(&bound.returns)?;
    let limit = Limit::of(bound);
    Ok(kernel(move |call| call.finish(times(&element, limit, call, months)?)))
}

/// Adds the picoseconds of one sequence.
type Body = fn(i128, i128, i64, Limit, &mut Vec<i128>) -> Result<()>;

fn times(element: &Type, limit: Limit, call: &Invocation<'_>, body: Body) -> Result<ArrayRef> {
    let (starts, stops, steps) = (Column::of(call, 0)?, Column::of(call, 1)?, Column::of(call, 2)?);
    let (start_picos, stop_picos) = (timestamp_picos(&starts.array)?, timestamp_picos(&stops.array)?);
    let step_values = step_values(&steps.array)?;
    let rows = call.rows_to_compute();
    let (mut shape, mut entries) = (Shape::with_capacity(rows), Vec::new());
    for row in 0..rows {
        let ends = start_picos.get(starts.place(row)).zip(stop_picos.get(stops.place(row)));
        let Some((start, stop)) = ends.filter(|_| !steps.is_null(row)) else {
            shape.null();
            continue;
        };
        body(start, stop, step_values[steps.place(row)], limit, &mut entries)?;
        shape.end(entries.len())?;
    }
    let Type::Timestamp(precision) = *element else {
        return Err(TrinoError::internal(format!("a sequence has elements of type {element}")));
    };
    let mut column = TimestampBuilder::new(precision, entries.len());
    entries.into_iter().try_for_each(|picos| column.push(Some(picos)))?;
    shape.list(element, column.finish())
}

fn step_values(array: &ArrayRef) -> Result<Vec<i64>> {
    match (array.as_primitive_opt::<DurationMillisecondType>(), array.as_primitive_opt::<IntervalYearMonthType>()) {
        (Some(millis), _) => Ok(millis.values().to_vec()),
        (_, Some(months)) => Ok(months.values().iter().map(|v| i64::from(*v)).collect()),
        _ => Err(TrinoError::internal(format!("a step is held as {}", array.data_type()))),
    }
}

fn millis(start: i128, stop: i128, step: i64, limit: Limit, entries: &mut Vec<i128>) -> Result<()> {
    check_step(start, stop, i128::from(step))?;
    let step = i128::from(step) * i128::from(PICOS_PER_MILLI);
    // Ends are compared by whole microseconds, as Trino does, also where they are finer.
    let micro = i128::from(PICOS_PER_MICRO);
    let distance = (stop.div_euclid(micro) - start.div_euclid(micro)) * micro;
    let count = limit.checked(distance / step + 1)?;
    entries.extend((0..count).map(|i| start + step * i128::from(i)));
    Ok(())
}

fn months(start: i128, stop: i128, step: i64, limit: Limit, entries: &mut Vec<i128>) -> Result<()> {
    check_step(start, stop, i128::from(step))?;
    let day = i128::from(PICOS_PER_DAY);
    let parts = |picos: i128| (picos.div_euclid(day) as i64, picos.rem_euclid(day));
    let ((from, from_time), (to, to_time)) = (parts(start), parts(stop));
    let count = limit.checked(i128::from(months_between(from, to, from_time, to_time) / step + 1))?;
    for i in 0..count {
        let date = Civil::of_days(from).plus_months(step * i);
        let date = date.ok_or_else(|| TrinoError::out_of_range("timestamp is out of range"))?;
        entries.push(i128::from(date.to_days()) * day + from_time);
    }
    Ok(())
}
