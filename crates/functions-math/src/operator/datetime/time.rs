//! Times of day moved by intervals: they go round the clock.

use arrow::datatypes::DurationMillisecondType as Days;
use boathouse_functions::{Bound, Invocation, Kernel, kernel};
use boathouse_types::Result;
use boathouse_types::datetime::{
    PICOS_PER_DAY, PICOS_PER_MILLI, SECONDS_PER_DAY, TimeBuilder, TimeTzBuilder, time_picos, timetz_picos,
};
use datafusion::logical_expr::ColumnarValue;

use super::{Move, argument, precision};
use crate::vector::Operand;

/// Picoseconds a time of day moves by.
fn picos(interval: i64, way: Move) -> i64 {
    (interval % (SECONDS_PER_DAY * 1000)) * PICOS_PER_MILLI * way.sign()
}

/// A time moved by an `interval day to second`.
pub(crate) fn by_days(bound: &Bound, way: Move) -> Result<Kernel> {
    let precision = precision(&bound.returns);
    Ok(kernel(move |call| {
        let (times, place) = argument(call, way.value())?;
        let (times, intervals) = (time_picos(&times)?, Operand::<Days>::of(call, way.interval())?);
        let mut result = TimeBuilder::new(precision, call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = times.get(place(row)).zip(intervals.get(row));
            result.push(moved.map(|(time, interval)| (time + picos(interval, way)).rem_euclid(PICOS_PER_DAY)));
        }
        call.finish(result.finish())
    }))
}

/// A time with zone moved by an `interval day to second`; the offset stays.
pub(crate) fn zoned_by_days(_: &Bound, way: Move) -> Result<Kernel> {
    Ok(kernel(move |call: &Invocation<'_>| -> Result<ColumnarValue> {
        let (times, place) = argument(call, way.value())?;
        let (times, intervals) = (timetz_picos(&times)?, Operand::<Days>::of(call, way.interval())?);
        let mut result = TimeTzBuilder::new(call.rows_to_compute());
        for row in 0..call.rows_to_compute() {
            let moved = times.get(place(row)).zip(intervals.get(row));
            result.push(
                moved.map(|((time, offset), interval)| {
                    ((time + picos(interval, way)).rem_euclid(PICOS_PER_DAY), offset)
                }),
            );
        }
        call.finish(result.finish()?)
    }))
}
