//! Columns of dates, times and timestamps, read by row whatever Arrow type holds them.

use arrow::array::{Array, AsArray, Date32Array};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Int16Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_schema::{DataType, TimeUnit};

use crate::datetime::PICOS_PER_SECOND;
use crate::{Result, TrinoError, ZoneKey};

/// A column of `timestamp(p)`.
#[derive(Debug, Clone)]
pub struct TimestampReader {
    values: Values,
    nulls: Option<NullBuffer>,
    len: usize,
}

#[derive(Debug, Clone)]
enum Values {
    /// Numbers of so many picoseconds each.
    Scaled32(ScalarBuffer<i32>, i64),
    Scaled64(ScalarBuffer<i64>, i64),
    Picos(ScalarBuffer<i128>),
}

impl TimestampReader {
    /// Picoseconds since the epoch; nothing where the row is NULL.
    pub fn get(&self, row: usize) -> Option<i128> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some(match &self.values {
            Values::Scaled32(values, scale) => i128::from(values[row]) * i128::from(*scale),
            Values::Scaled64(values, scale) => i128::from(values[row]) * i128::from(*scale),
            Values::Picos(values) => values[row],
        })
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// A column of `timestamp(p) with time zone`.
#[derive(Debug, Clone)]
pub struct ZonedReader {
    instants: TimestampReader,
    zones: ScalarBuffer<ZoneKey>,
    nulls: Option<NullBuffer>,
}

impl ZonedReader {
    /// The instant in picoseconds since the epoch and its zone; nothing where the row is NULL.
    pub fn get(&self, row: usize) -> Option<(i128, ZoneKey)> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some((self.instants.get(row)?, self.zones[row]))
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.instants.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.instants.is_empty()
    }
}

/// A column of `time(p)`.
#[derive(Debug, Clone)]
pub struct TimeReader {
    values: Values,
    nulls: Option<NullBuffer>,
    len: usize,
}

impl TimeReader {
    /// Picoseconds of the day; nothing where the row is NULL.
    pub fn get(&self, row: usize) -> Option<i64> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some(match &self.values {
            Values::Scaled32(values, scale) => i64::from(values[row]) * scale,
            // Files may hold what is no time of day.
            Values::Scaled64(values, scale) => values[row].saturating_mul(*scale),
            Values::Picos(values) => values[row] as i64,
        })
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// A column of `time(p) with time zone`.
#[derive(Debug, Clone)]
pub struct TimeTzReader {
    times: ScalarBuffer<i64>,
    offsets: ScalarBuffer<i16>,
    nulls: Option<NullBuffer>,
}

impl TimeTzReader {
    /// Local picoseconds of the day and the offset in minutes; nothing where the row is NULL.
    pub fn get(&self, row: usize) -> Option<(i64, i16)> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some((self.times[row], self.offsets[row]))
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }
}

/// Reads a column of `timestamp(p)`; the Arrow type says how it is held.
///
/// # Errors
/// Internal error when the column holds something else.
pub fn timestamp_picos(column: &dyn Array) -> Result<TimestampReader> {
    let values = match column.data_type() {
        DataType::Timestamp(unit, _) => {
            let (values, digits) = match unit {
                TimeUnit::Second => (column.as_primitive::<TimestampSecondType>().values(), 0),
                TimeUnit::Millisecond => (column.as_primitive::<TimestampMillisecondType>().values(), 3),
                TimeUnit::Microsecond => (column.as_primitive::<TimestampMicrosecondType>().values(), 6),
                TimeUnit::Nanosecond => (column.as_primitive::<TimestampNanosecondType>().values(), 9),
            };
            Values::Scaled64(values.clone(), super::unit_of_precision(digits))
        }
        DataType::Decimal128(_, _) => Values::Picos(column.as_primitive::<Decimal128Type>().values().clone()),
        other => return Err(held_as("timestamp", other)),
    };
    Ok(TimestampReader { values, nulls: column.nulls().cloned(), len: column.len() })
}

/// Reads a column of `timestamp(p) with time zone`.
///
/// # Errors
/// Internal error when the column holds something else.
pub fn zoned_picos(column: &dyn Array) -> Result<ZonedReader> {
    let wrong = || held_as("timestamp with time zone", column.data_type());
    let pair = column.as_struct_opt().filter(|pair| pair.num_columns() == 2).ok_or_else(wrong)?;
    let instants = timestamp_picos(pair.column(0).as_ref())?;
    let zones = pair.column(1).as_primitive_opt::<Int16Type>().ok_or_else(wrong)?.values().clone();
    Ok(ZonedReader { instants, zones, nulls: column.nulls().cloned() })
}

/// Reads a column of `time(p)`; the Arrow type says how it is held.
///
/// # Errors
/// Internal error when the column holds something else.
pub fn time_picos(column: &dyn Array) -> Result<TimeReader> {
    let values = match column.data_type() {
        DataType::Time32(TimeUnit::Second) => {
            Values::Scaled32(column.as_primitive::<Time32SecondType>().values().clone(), PICOS_PER_SECOND)
        }
        DataType::Time32(_) => {
            Values::Scaled32(column.as_primitive::<Time32MillisecondType>().values().clone(), super::PICOS_PER_MILLI)
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            Values::Scaled64(column.as_primitive::<Time64MicrosecondType>().values().clone(), super::PICOS_PER_MICRO)
        }
        DataType::Time64(_) => Values::Scaled64(
            column.as_primitive::<Time64NanosecondType>().values().clone(),
            super::unit_of_precision(9),
        ),
        DataType::Int64 => Values::Scaled64(column.as_primitive::<Int64Type>().values().clone(), 1),
        other => return Err(held_as("time", other)),
    };
    Ok(TimeReader { values, nulls: column.nulls().cloned(), len: column.len() })
}

/// Reads a column of `time(p) with time zone`.
///
/// # Errors
/// Internal error when the column holds something else.
pub fn timetz_picos(column: &dyn Array) -> Result<TimeTzReader> {
    let wrong = || held_as("time with time zone", column.data_type());
    let pair = column.as_struct_opt().filter(|pair| pair.num_columns() == 2).ok_or_else(wrong)?;
    let times = pair.column(0).as_primitive_opt::<Int64Type>().ok_or_else(wrong)?.values().clone();
    let offsets = pair.column(1).as_primitive_opt::<Int16Type>().ok_or_else(wrong)?.values().clone();
    Ok(TimeTzReader { times, offsets, nulls: column.nulls().cloned() })
}

/// Reads a column of `date`.
///
/// # Errors
/// Internal error when the column holds something else.
pub fn date_days(column: &dyn Array) -> Result<&Date32Array> {
    column.as_primitive_opt::<Date32Type>().ok_or_else(|| held_as("date", column.data_type()))
}

fn held_as(name: &str, found: &DataType) -> TrinoError {
    TrinoError::internal(format!("a {name} is not held as {found}"))
}
