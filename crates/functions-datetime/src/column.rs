//! What the functions of this crate read from columns and write to them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, DurationMillisecondArray, Float64Array, Int64Array, IntervalYearMonthArray,
    PrimitiveArray, PrimitiveBuilder, StringViewArray, StringViewBuilder,
};
use arrow::datatypes::{ArrowPrimitiveType, Date32Type, DurationMillisecondType, Float64Type, Int64Type};
use boathouse_types::datetime::{
    TimeBuilder, TimeReader, TimeTzBuilder, TimeTzReader, TimestampBuilder, TimestampReader, ZonedBuilder, ZonedReader,
    time_picos, timestamp_picos, timetz_picos, zoned_picos,
};
use boathouse_types::{Result, TrinoError, Type, ZoneKey};

/// A column read row by row.
pub(crate) trait Read: Sized + 'static {
    /// What a row holds.
    type Value<'a>;
    /// Looks through the column.
    fn open(column: &ArrayRef) -> Result<Self>;
    /// The value of a row, unless it is NULL.
    fn get(&self, row: usize) -> Option<Self::Value<'_>>;
}

/// A column written row by row.
pub(crate) trait Write: Sized + 'static {
    /// What a row holds.
    type Value;
    /// A column of the type, with room for so many rows.
    fn new(data_type: &Type, rows: usize) -> Self;
    /// Adds a row.
    fn push(&mut self, value: Option<Self::Value>) -> Result<()>;
    /// The column.
    fn finish(self) -> Result<ArrayRef>;
}

/// The precision of a time or timestamp type.
pub(crate) fn precision_of(data_type: &Type) -> u8 {
    match data_type {
        Type::Time(p) | Type::TimeTz(p) | Type::Timestamp(p) | Type::TimestampTz(p) => *p,
        _ => 0,
    }
}

/// `timestamp(p)`, in picoseconds since the epoch.
pub(crate) struct Stamps(TimestampReader);

impl Read for Stamps {
    type Value<'a> = i128;
    fn open(column: &ArrayRef) -> Result<Self> {
        timestamp_picos(column).map(Self)
    }
    fn get(&self, row: usize) -> Option<i128> {
        self.0.get(row)
    }
}

impl Write for TimestampBuilder {
    type Value = i128;
    fn new(data_type: &Type, rows: usize) -> Self {
        Self::new(precision_of(data_type), rows)
    }
    fn push(&mut self, value: Option<i128>) -> Result<()> {
        self.push(value)
    }
    fn finish(self) -> Result<ArrayRef> {
        Ok(self.finish())
    }
}

/// `timestamp(p) with time zone`, as picoseconds since the epoch and a zone.
pub(crate) struct Zoneds(ZonedReader);

impl Read for Zoneds {
    type Value<'a> = (i128, ZoneKey);
    fn open(column: &ArrayRef) -> Result<Self> {
        zoned_picos(column).map(Self)
    }
    fn get(&self, row: usize) -> Option<(i128, ZoneKey)> {
        self.0.get(row)
    }
}

impl Write for ZonedBuilder {
    type Value = (i128, ZoneKey);
    fn new(data_type: &Type, rows: usize) -> Self {
        Self::new(precision_of(data_type), rows)
    }
    fn push(&mut self, value: Option<Self::Value>) -> Result<()> {
        self.push(value)
    }
    fn finish(self) -> Result<ArrayRef> {
        self.finish()
    }
}

/// `time(p)`, in picoseconds of the day.
pub(crate) struct Times(TimeReader);

impl Read for Times {
    type Value<'a> = i64;
    fn open(column: &ArrayRef) -> Result<Self> {
        time_picos(column).map(Self)
    }
    fn get(&self, row: usize) -> Option<i64> {
        self.0.get(row)
    }
}

impl Write for TimeBuilder {
    type Value = i64;
    fn new(data_type: &Type, rows: usize) -> Self {
        Self::new(precision_of(data_type), rows)
    }
    fn push(&mut self, value: Option<i64>) -> Result<()> {
        self.push(value);
        Ok(())
    }
    fn finish(self) -> Result<ArrayRef> {
        Ok(self.finish())
    }
}

/// `time(p) with time zone`, as local picoseconds of the day and the offset in minutes.
pub(crate) struct TimeTzs(TimeTzReader);

impl Read for TimeTzs {
    type Value<'a> = (i64, i16);
    fn open(column: &ArrayRef) -> Result<Self> {
        timetz_picos(column).map(Self)
    }
    fn get(&self, row: usize) -> Option<(i64, i16)> {
        self.0.get(row)
    }
}

impl Write for TimeTzBuilder {
    type Value = (i64, i16);
    fn new(_: &Type, rows: usize) -> Self {
        Self::new(rows)
    }
    fn push(&mut self, value: Option<Self::Value>) -> Result<()> {
        self.push(value);
        Ok(())
    }
    fn finish(self) -> Result<ArrayRef> {
        self.finish()
    }
}

impl Read for StringViewArray {
    type Value<'a> = &'a str;
    fn open(column: &ArrayRef) -> Result<Self> {
        column.as_string_view_opt().cloned().ok_or_else(|| held_as(column))
    }
    fn get(&self, row: usize) -> Option<&str> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl Write for StringViewBuilder {
    type Value = String;
    fn new(_: &Type, rows: usize) -> Self {
        Self::with_capacity(rows)
    }
    fn push(&mut self, value: Option<String>) -> Result<()> {
        self.append_option(value);
        Ok(())
    }
    fn finish(mut self) -> Result<ArrayRef> {
        Ok(Arc::new(StringViewBuilder::finish(&mut self)))
    }
}

/// `date` in days, `bigint`, `double`, and intervals in milliseconds or months.
impl<T: ArrowPrimitiveType> Read for PrimitiveArray<T> {
    type Value<'a> = T::Native;
    fn open(column: &ArrayRef) -> Result<Self> {
        column.as_primitive_opt::<T>().cloned().ok_or_else(|| held_as(column))
    }
    fn get(&self, row: usize) -> Option<T::Native> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl<T: ArrowPrimitiveType> Write for PrimitiveBuilder<T> {
    type Value = T::Native;
    fn new(_: &Type, rows: usize) -> Self {
        Self::with_capacity(rows)
    }
    fn push(&mut self, value: Option<T::Native>) -> Result<()> {
        self.append_option(value);
        Ok(())
    }
    fn finish(mut self) -> Result<ArrayRef> {
        Ok(Arc::new(PrimitiveBuilder::finish(&mut self)))
    }
}

fn held_as(column: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("an argument is held as {}, which its kernel does not read", column.data_type()))
}

/// Reads `date`.
pub(crate) type Dates = arrow::array::Date32Array;
/// Writes `date`.
pub(crate) type DateBuilder = PrimitiveBuilder<Date32Type>;
/// Reads `bigint`.
pub(crate) type Longs = Int64Array;
/// Writes `bigint`.
pub(crate) type LongBuilder = PrimitiveBuilder<Int64Type>;
/// Reads `double`.
pub(crate) type Doubles = Float64Array;
/// Writes `double`.
pub(crate) type DoubleBuilder = PrimitiveBuilder<Float64Type>;
/// Reads `interval day to second`.
pub(crate) type DayTimes = DurationMillisecondArray;
/// Writes `interval day to second`.
pub(crate) type DayTimeBuilder = PrimitiveBuilder<DurationMillisecondType>;
/// Reads `interval year to month`.
pub(crate) type YearMonths = IntervalYearMonthArray;
/// Reads `varchar`.
pub(crate) type Texts = StringViewArray;
/// Writes `varchar`.
pub(crate) type TextBuilder = StringViewBuilder;
