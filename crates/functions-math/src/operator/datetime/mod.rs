//! Dates and times moved by intervals, and the intervals between them.

mod between;
mod date;
mod time;
mod timestamp;
mod zoned;

use arrow::array::ArrayRef;
use boathouse_functions::{Bindings, Invocation};
use boathouse_types::{Result, Type};

use crate::vector::column_or_value;

pub(crate) use between::{dates, times, times_with_zones, timestamps, timestamps_with_zones};
pub(crate) use date::{by_days as date_by_days, by_months as date_by_months};
pub(crate) use time::{by_days as time_by_days, zoned_by_days as timetz_by_days};
pub(crate) use timestamp::{by_days as timestamp_by_days, by_months as timestamp_by_months};
pub(crate) use zoned::{by_days as zoned_by_days, by_months as zoned_by_months};

/// Where the arguments of a call stand, and which way the interval moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// `value + interval`
    Forward,
    /// `interval + value`
    ForwardSwapped,
    /// `value - interval`
    Back,
}

impl Move {
    /// The place of the value among the arguments.
    fn value(self) -> usize {
        usize::from(self == Self::ForwardSwapped)
    }

    /// The place of the interval among the arguments.
    fn interval(self) -> usize {
        1 - self.value()
    }

    fn sign(self) -> i64 {
        if self == Self::Back { -1 } else { 1 }
    }
}

/// Fraction digits of an `interval day to second`, so also the fewest of what it is added to.
const INTERVAL_DIGITS: u8 = 3;

fn with_millis(bindings: &Bindings) -> Result<u8> {
    Ok(u8::try_from(bindings.number("p")?).unwrap_or(u8::MAX).max(INTERVAL_DIGITS))
}

/// Of a time moved by an `interval day to second`.
pub(crate) fn time_type(bindings: &Bindings) -> Result<Type> {
    with_millis(bindings).map(Type::Time)
}

/// Of a time with zone moved by an `interval day to second`.
pub(crate) fn timetz_type(bindings: &Bindings) -> Result<Type> {
    with_millis(bindings).map(Type::TimeTz)
}

/// Of a timestamp moved by an `interval day to second`.
pub(crate) fn timestamp_type(bindings: &Bindings) -> Result<Type> {
    with_millis(bindings).map(Type::Timestamp)
}

/// Of a timestamp with zone moved by an `interval day to second`.
pub(crate) fn zoned_type(bindings: &Bindings) -> Result<Type> {
    with_millis(bindings).map(Type::TimestampTz)
}

/// The precision of a date and time type.
fn precision(data_type: &Type) -> u8 {
    match data_type {
        Type::Time(p) | Type::TimeTz(p) | Type::Timestamp(p) | Type::TimestampTz(p) => *p,
        _ => 0,
    }
}

/// An argument's array, and the place in it of each row.
fn argument(call: &Invocation<'_>, index: usize) -> Result<(ArrayRef, impl Fn(usize) -> usize)> {
    let (array, single) = column_or_value(call, index)?;
    Ok((array, move |row| if single { 0 } else { row }))
}

#[cfg(test)]
mod tests;
