//! Timestamps with zone moved by intervals: milliseconds move the instant, months what the zone's clock shows.

use arrow::datatypes::{DurationMillisecondType as Days, IntervalYearMonthType as Months};
use boathouse_functions::{Bound, Kernel, kernel};
use boathouse_types::datetime::{ZonedBuilder, instant_of_local, local_of_instant, zoned_picos};
use boathouse_types::{Result, Zone};

use super::timestamp::{millis, plus_months};
use super::{Move, argument, precision};
use crate::vector::Operand;

/// A timestamp with zone moved by an `interval day to second`.
pub(crate) fn by_days(bound: &Bound, way: Move) -> Result<Kernel> {
    let precision = precision(&bound.returns);
    Ok(kernel(move |call| {
        let (values, place) = argument(call, way.value())?;
        let (values, intervals) = (zoned_picos(&values)?, Operand::<Days>::of(call, way.interval())?);
        let mut result = ZonedBuilder::new(precision, call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = values.get(place(row)).zip(intervals.get(row));
            result.push(moved.map(|((instant, zone), interval)| (instant + millis(interval, way), zone)))?;
        }
        call.finish(result.finish()?)
    }))
}

/// A timestamp with zone moved by an `interval year to month`.
pub(crate) fn by_months(bound: &Bound, way: Move) -> Result<Kernel> {
    let precision = precision(&bound.returns);
    Ok(kernel(move |call| {
        let (values, place) = argument(call, way.value())?;
        let (values, intervals) = (zoned_picos(&values)?, Operand::<Months>::of(call, way.interval())?);
        let mut result = ZonedBuilder::new(precision, call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = match values.get(place(row)).zip(intervals.get(row)) {
                Some(((instant, key), interval)) => {
                    let months = i64::from(interval) * way.sign();
                    Some((instant_plus_months(instant, months, Zone::of_key(key))?, key))
                }
                None => None,
            };
            result.push(moved)?;
        }
        call.finish(result.finish()?)
    }))
}

/// Where the clock shows the new time twice, the instant is the one with the old offset.
fn instant_plus_months(instant: i128, months: i64, zone: Zone) -> Result<i128> {
    let local = local_of_instant(instant, zone);
    let moved = plus_months(local, months)?;
    let same_offset = moved - (local - instant);
    match local_of_instant(same_offset, zone) == moved {
        true => Ok(same_offset),
        false => Ok(instant_of_local(moved, zone)),
    }
}
