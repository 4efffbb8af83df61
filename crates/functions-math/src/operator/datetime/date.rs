//! Dates moved by intervals.

use arrow::datatypes::{Date32Type, DurationMillisecondType as Days, IntervalYearMonthType as Months};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::datetime::{Civil, SECONDS_PER_DAY};
use boathouse_types::{Result, TrinoError};

use super::Move;
use crate::vector::try_binary;

const MILLIS_PER_DAY: i64 = SECONDS_PER_DAY * 1000;

/// A date moved by an `interval day to second` of whole days.
pub(crate) fn by_days(bound: &Bound, way: Move) -> Result<Kernel> {
    let moved = move |date: i32, interval: i64| {
        let days = (interval / MILLIS_PER_DAY).wrapping_mul(way.sign());
        let result = i64::from(date).wrapping_add(days);
        (result as i32, interval % MILLIS_PER_DAY != 0 || i32::try_from(result).is_err())
    };
    let error = move |interval: i64| match (interval % MILLIS_PER_DAY == 0, way) {
        (true, _) => out_of_range(),
        (false, Move::Back) => TrinoError::invalid_argument("Cannot subtract hour, minutes or seconds from a date"),
        (false, _) => TrinoError::invalid_argument("Cannot add hour, minutes or seconds to a date"),
    };
    Ok(match way {
        Move::ForwardSwapped => {
            try_binary::<Days, Date32Type, Date32Type>(&bound.returns, move |i, d| moved(d, i), move |i, _| error(i))
        }
        _ => try_binary::<Date32Type, Days, Date32Type>(&bound.returns, moved, move |_, i| error(i)),
    })
}

/// A date moved by an `interval year to month`; the day stays, or becomes the last of a shorter month.
pub(crate) fn by_months(bound: &Bound, way: Move) -> Result<Kernel> {
    let moved = move |date: i32, interval: i32| {
        let months = i64::from(interval) * way.sign();
        let result = Civil::of_days(date.into()).plus_months(months).map(Civil::to_days);
        match result.and_then(|days| i32::try_from(days).ok()) {
            Some(days) => (days, false),
            None => (0, true),
        }
    };
    Ok(match way {
        Move::ForwardSwapped => {
            try_binary::<Months, Date32Type, Date32Type>(&bound.returns, move |i, d| moved(d, i), |_, _| out_of_range())
        }
        _ => try_binary::<Date32Type, Months, Date32Type>(&bound.returns, moved, |_, _| out_of_range()),
    })
}

fn out_of_range() -> TrinoError {
    TrinoError::out_of_range("Date is out of range")
}
