//! Timestamps without zone moved by intervals.

use arrow::datatypes::{
    ArrowPrimitiveType, DurationMillisecondType as Days, IntervalYearMonthType as Months, TimestampMicrosecondType,
    TimestampMillisecondType,
};
use boathouse_functions::{Bound, Kernel, kernel};
use boathouse_types::datetime::{Civil, PICOS_PER_DAY, PICOS_PER_MILLI, TimestampBuilder, timestamp_picos};
use boathouse_types::{Result, TrinoError};

use super::{Move, argument, precision};
use crate::vector::{Operand, try_binary};

/// A timestamp moved by an `interval day to second`.
pub(crate) fn by_days(bound: &Bound, way: Move) -> Result<Kernel> {
    let given = precision(bound.argument(way.value())?);
    Ok(match given {
        1..=3 => native_by_days::<TimestampMillisecondType>(bound, way, 1),
        4..=6 => native_by_days::<TimestampMicrosecondType>(bound, way, 1_000),
        _ => rows_by_days(precision(&bound.returns), way),
    })
}

/// Where argument and result are held in the same unit, of which a millisecond has `scale`.
fn native_by_days<T: ArrowPrimitiveType<Native = i64>>(bound: &Bound, way: Move, scale: i64) -> Kernel {
    let scale = scale * way.sign();
    let moved = move |timestamp: i64, interval: i64| {
        let (step, wide) = interval.overflowing_mul(scale);
        let (result, out) = timestamp.overflowing_add(step);
        (result, wide || out)
    };
    match way {
        Move::ForwardSwapped => {
            try_binary::<Days, T, T>(&bound.returns, move |interval, t| moved(t, interval), |_, _| out_of_range())
        }
        _ => try_binary::<T, Days, T>(&bound.returns, moved, |_, _| out_of_range()),
    }
}

fn rows_by_days(precision: u8, way: Move) -> Kernel {
    kernel(move |call| {
        let (values, place) = argument(call, way.value())?;
        let (values, intervals) = (timestamp_picos(&values)?, Operand::<Days>::of(call, way.interval())?);
        let mut result = TimestampBuilder::new(precision, call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = values.get(place(row)).zip(intervals.get(row));
            result.push(moved.map(|(value, interval)| value + millis(interval, way)))?;
        }
        call.finish(result.finish())
    })
}

/// Picoseconds of an interval, with the way it moves.
pub(super) fn millis(interval: i64, way: Move) -> i128 {
    i128::from(interval) * i128::from(PICOS_PER_MILLI) * i128::from(way.sign())
}

/// A timestamp moved by an `interval year to month`.
pub(crate) fn by_months(bound: &Bound, way: Move) -> Result<Kernel> {
    let precision = precision(&bound.returns);
    Ok(kernel(move |call| {
        let (values, place) = argument(call, way.value())?;
        let (values, intervals) = (timestamp_picos(&values)?, Operand::<Months>::of(call, way.interval())?);
        let mut result = TimestampBuilder::new(precision, call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = match values.get(place(row)).zip(intervals.get(row)) {
                Some((value, interval)) => Some(plus_months(value, i64::from(interval) * way.sign())?),
                None => None,
            };
            result.push(moved)?;
        }
        call.finish(result.finish())
    }))
}

/// The same time of day so many months later; a day past the end of that month becomes its last.
pub(super) fn plus_months(picos: i128, months: i64) -> Result<i128> {
    let day = i128::from(PICOS_PER_DAY);
    let date = i64::try_from(picos.div_euclid(day)).map_err(|_| out_of_range())?;
    let date = Civil::of_days(date).plus_months(months).ok_or_else(out_of_range)?;
    Ok(i128::from(date.to_days()) * day + picos.rem_euclid(day))
}

fn out_of_range() -> TrinoError {
    TrinoError::out_of_range("Timestamp is out of range")
}
