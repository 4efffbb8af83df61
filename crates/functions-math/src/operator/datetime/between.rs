//! The interval between two dates or times, in milliseconds; finer fractions round half up.

use arrow::array::{ArrayRef, DurationMillisecondArray, DurationMillisecondBuilder};
use arrow::datatypes::{Date32Type, DurationMillisecondType as Days};
use boathouse_functions::{Bound, Kernel, kernel};
use boathouse_types::Result;
use boathouse_types::datetime::{
    PICOS_PER_MILLI, SECONDS_PER_DAY, round_picos, time_picos, timestamp_picos, timetz_picos, utc_time_of_day,
    zoned_picos,
};

use super::argument;
use crate::vector::binary;

/// `date - date`
pub(crate) fn dates(bound: &Bound) -> Result<Kernel> {
    Ok(binary::<Date32Type, Date32Type, Days>(&bound.returns, |a, b| {
        (i64::from(a) - i64::from(b)) * SECONDS_PER_DAY * 1000
    }))
}

/// `time - time`
pub(crate) fn times(_: &Bound) -> Result<Kernel> {
    Ok(differences(|column| {
        let reader = time_picos(column)?;
        Ok(Box::new(move |row| reader.get(row).map(i128::from)))
    }))
}

/// `time with time zone - time with time zone`, both in UTC
pub(crate) fn times_with_zones(_: &Bound) -> Result<Kernel> {
    Ok(differences(|column| {
        let reader = timetz_picos(column)?;
        Ok(Box::new(move |row| reader.get(row).map(|(time, offset)| utc_time_of_day(time, offset).into())))
    }))
}

/// `timestamp - timestamp`
pub(crate) fn timestamps(_: &Bound) -> Result<Kernel> {
    Ok(differences(|column| {
        let reader = timestamp_picos(column)?;
        Ok(Box::new(move |row| reader.get(row)))
    }))
}

/// `timestamp with time zone - timestamp with time zone`
pub(crate) fn timestamps_with_zones(_: &Bound) -> Result<Kernel> {
    Ok(differences(|column| {
        let reader = zoned_picos(column)?;
        Ok(Box::new(move |row| reader.get(row).map(|(instant, _)| instant)))
    }))
}

/// Reads rows as picoseconds.
type Reader = Box<dyn Fn(usize) -> Option<i128>>;

fn differences(reader: fn(&ArrayRef) -> Result<Reader>) -> Kernel {
    kernel(move |call| {
        let ((left, i), (right, j)) = (argument(call, 0)?, argument(call, 1)?);
        let (left, right) = (reader(&left)?, reader(&right)?);
        let rows = call.rows_to_compute();
        let mut result: DurationMillisecondBuilder = DurationMillisecondArray::builder(rows);
        for row in 0..rows {
            let picos = left(i(row)).zip(right(j(row))).map(|(a, b)| a - b);
            let millis = picos.map(|picos| round_picos(picos, 3) / i128::from(PICOS_PER_MILLI));
            result.append_option(millis.map(|millis| millis as i64));
        }
        call.finish(std::sync::Arc::new(result.finish()))
    })
}
