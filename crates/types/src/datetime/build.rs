//! Columns of times and timestamps, built row by row from picoseconds.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int16Builder, NullBufferBuilder, PrimitiveArray, PrimitiveBuilder, StructArray};
use arrow::datatypes::{
    ArrowPrimitiveType, Decimal128Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampSecondType,
};
use arrow_schema::{DataType, TimeUnit};

use crate::datetime::{PICOS_PER_MICRO, PICOS_PER_MILLI, PICOS_PER_SECOND, unit_of_precision};
use crate::{Result, TrinoError, Type, ZoneKey};

/// Zoned timestamps of up to three digits have their milliseconds in 52 bits.
const SHORT_ZONED_MILLIS_MAX: i128 = (1 << 51) - 1;
/// No zone is known farther from the epoch: 262,000 years.
const LONG_ZONED_MILLIS_MAX: i128 = 262_000 * 31_556_952 * 1_000;

/// Checks that a timestamp without zone is one Trino can hold.
///
/// # Errors
/// `NUMERIC_VALUE_OUT_OF_RANGE` when its microseconds do not fit 64 bits.
pub fn check_timestamp(picos: i128) -> Result<i128> {
    let micros = picos.div_euclid(i128::from(PICOS_PER_MICRO));
    match i64::try_from(micros) {
        Ok(_) => Ok(picos),
        Err(_) => Err(TrinoError::out_of_range(format!("Timestamp is out of range: {micros} microseconds"))),
    }
}

/// Checks that the instant of a timestamp with zone is one Trino can hold.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` naming the milliseconds when it is not.
pub fn check_instant(picos: i128, precision: u8) -> Result<i128> {
    let millis = picos.div_euclid(i128::from(PICOS_PER_MILLI));
    let max = if precision <= 3 { SHORT_ZONED_MILLIS_MAX } else { LONG_ZONED_MILLIS_MAX };
    if (-max - 1..=max).contains(&millis) {
        return Ok(picos);
    }
    Err(TrinoError::invalid_cast(format!("Out of range for timestamp with time zone: {millis}")))
}

/// Builds a column of `timestamp(p)`.
#[derive(Debug)]
pub struct TimestampBuilder {
    values: Values,
    scale: i64,
}

#[derive(Debug)]
enum Values {
    I64(PrimitiveBuilder<Int64Type>, DataType),
    I128(PrimitiveBuilder<Decimal128Type>, DataType),
}

impl TimestampBuilder {
    /// A column of the precision, with room for so many rows.
    pub fn new(precision: u8, rows: usize) -> Self {
        let held = Type::Timestamp(precision).to_arrow();
        let scale = match held {
            DataType::Timestamp(TimeUnit::Second, _) => PICOS_PER_SECOND,
            DataType::Timestamp(TimeUnit::Millisecond, _) => PICOS_PER_MILLI,
            DataType::Timestamp(TimeUnit::Microsecond, _) => PICOS_PER_MICRO,
            _ => 1,
        };
        let values = match held {
            DataType::Timestamp(..) => Values::I64(PrimitiveBuilder::with_capacity(rows), held),
            _ => Values::I128(PrimitiveBuilder::with_capacity(rows), held),
        };
        Self { values, scale }
    }

    /// Adds picoseconds since the epoch, rounded to the precision before, or NULL.
    ///
    /// # Errors
    /// `NUMERIC_VALUE_OUT_OF_RANGE` when Trino cannot hold the timestamp.
    pub fn push(&mut self, picos: Option<i128>) -> Result<()> {
        let picos = picos.map(check_timestamp).transpose()?;
        match &mut self.values {
            // What fits microseconds fits the coarser units.
            Values::I64(values, _) => {
                values.append_option(picos.map(|p| p.div_euclid(i128::from(self.scale)) as i64));
            }
            Values::I128(values, _) => values.append_option(picos),
        }
        Ok(())
    }

    /// The column.
    pub fn finish(self) -> ArrayRef {
        match self.values {
            Values::I64(mut values, held) => match held {
                DataType::Timestamp(TimeUnit::Second, _) => retyped::<TimestampSecondType>(values.finish()),
                DataType::Timestamp(TimeUnit::Millisecond, _) => retyped::<TimestampMillisecondType>(values.finish()),
                _ => retyped::<TimestampMicrosecondType>(values.finish()),
            },
            Values::I128(mut values, held) => Arc::new(values.finish().with_data_type(held)),
        }
    }
}

fn retyped<T: ArrowPrimitiveType<Native = i64>>(values: PrimitiveArray<Int64Type>) -> ArrayRef {
    Arc::new(values.reinterpret_cast::<T>())
}

/// Builds a column of `timestamp(p) with time zone`.
#[derive(Debug)]
pub struct ZonedBuilder {
    precision: u8,
    instants: TimestampBuilder,
    zones: Int16Builder,
    nulls: NullBufferBuilder,
}

impl ZonedBuilder {
    /// A column of the precision, with room for so many rows.
    pub fn new(precision: u8, rows: usize) -> Self {
        Self {
            precision,
            instants: TimestampBuilder::new(precision, rows),
            zones: Int16Builder::with_capacity(rows),
            nulls: NullBufferBuilder::new(rows),
        }
    }

    /// Adds an instant, rounded to the precision before, and its zone, or NULL.
    ///
    /// # Errors
    /// When Trino cannot hold the instant.
    pub fn push(&mut self, value: Option<(i128, ZoneKey)>) -> Result<()> {
        if let Some((instant, _)) = value {
            check_instant(instant, self.precision)?;
        }
        self.instants.push(value.map(|(instant, _)| instant))?;
        self.zones.append_option(value.map(|(_, zone)| zone));
        self.nulls.append(value.is_some());
        Ok(())
    }

    /// The column.
    ///
    /// # Errors
    /// Internal error when Arrow refuses the parts.
    pub fn finish(mut self) -> Result<ArrayRef> {
        let held = Type::TimestampTz(self.precision).to_arrow();
        pair(&held, self.instants.finish(), Arc::new(self.zones.finish()), self.nulls)
    }
}

/// Builds a column of `time(p)`.
#[derive(Debug)]
pub struct TimeBuilder {
    precision: u8,
    values: PrimitiveBuilder<Int64Type>,
}

impl TimeBuilder {
    /// A column of the precision, with room for so many rows.
    pub fn new(precision: u8, rows: usize) -> Self {
        Self { precision, values: PrimitiveBuilder::with_capacity(rows) }
    }

    /// Adds picoseconds of the day, rounded to the precision before, or NULL.
    pub fn push(&mut self, picos: Option<i64>) {
        self.values.append_option(picos);
    }

    /// The column.
    pub fn finish(mut self) -> ArrayRef {
        let picos = self.values.finish();
        let scale = |unit: i64| picos.unary::<_, Int64Type>(|p| p / unit);
        match self.precision {
            0 => Arc::new(picos.unary::<_, Time32SecondType>(|p| (p / PICOS_PER_SECOND) as i32)),
            1..=3 => Arc::new(picos.unary::<_, Time32MillisecondType>(|p| (p / PICOS_PER_MILLI) as i32)),
            4..=6 => Arc::new(scale(PICOS_PER_MICRO).reinterpret_cast::<Time64MicrosecondType>()),
            7..=9 => Arc::new(scale(unit_of_precision(9)).reinterpret_cast::<Time64NanosecondType>()),
            _ => Arc::new(picos),
        }
    }
}

/// Builds a column of `time(p) with time zone`.
#[derive(Debug)]
pub struct TimeTzBuilder {
    times: PrimitiveBuilder<Int64Type>,
    offsets: Int16Builder,
    nulls: NullBufferBuilder,
}

impl TimeTzBuilder {
    /// A column with room for so many rows; all precisions are held alike.
    pub fn new(rows: usize) -> Self {
        Self {
            times: PrimitiveBuilder::with_capacity(rows),
            offsets: Int16Builder::with_capacity(rows),
            nulls: NullBufferBuilder::new(rows),
        }
    }

    /// Adds local picoseconds of the day, rounded to the precision before, and the offset in minutes, or NULL.
    pub fn push(&mut self, value: Option<(i64, i16)>) {
        self.times.append_option(value.map(|(time, _)| time));
        self.offsets.append_option(value.map(|(_, offset)| offset));
        self.nulls.append(value.is_some());
    }

    /// The column.
    ///
    /// # Errors
    /// Internal error when Arrow refuses the parts.
    pub fn finish(mut self) -> Result<ArrayRef> {
        let held = Type::TimeTz(0).to_arrow();
        pair(&held, Arc::new(self.times.finish()), Arc::new(self.offsets.finish()), self.nulls)
    }
}

fn pair(held: &DataType, first: ArrayRef, second: ArrayRef, mut nulls: NullBufferBuilder) -> Result<ArrayRef> {
    let DataType::Struct(fields) = held else {
        return Err(TrinoError::internal(format!("{held} is no pair")));
    };
    Ok(Arc::new(StructArray::try_new(fields.clone(), vec![first, second], nulls.finish())?))
}
