//! One column of a batch, ready to print any of its rows.

use std::cmp::Ordering;
use std::fmt::Write;

use datafusion::arrow::array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DurationMicrosecondType,
    DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalDayTimeType, IntervalMonthDayNanoType, IntervalYearMonthType,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use datafusion::arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef, IntervalUnit, TimeUnit};
use datafusion::arrow::error::ArrowError;

use super::{number, temporal};

/// Prints the values of one array; what type it is was decided once, not per row.
pub(crate) struct ColumnText {
    array: ArrayRef,
    print: Print,
}

type Printer = Box<dyn Fn(&dyn Array, usize, &mut String) + Send + Sync>;

enum Print {
    Scalar(Printer),
    Text(fn(&dyn Array, usize) -> &str),
    List { items: Box<ColumnText>, range: fn(&dyn Array, usize) -> (usize, usize) },
    Map { keys: Box<ColumnText>, values: Box<ColumnText>, numeric_keys: bool },
    Row { fields: Vec<(Option<String>, ColumnText)> },
    Null,
}

impl ColumnText {
    /// Prepares to print the values of `array`.
    ///
    /// # Errors
    /// For Arrow types that no query of ours yields.
    pub(crate) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        // Encodings and layouts of the same values are brought to one before printing.
        let plain = match array.data_type() {
            DataType::Dictionary(_, values) => Some(values.as_ref().clone()),
            DataType::RunEndEncoded(_, values) => Some(values.data_type().clone()),
            DataType::LargeList(item) | DataType::ListView(item) | DataType::LargeListView(item) => {
                Some(DataType::List(item.clone()))
            }
            _ => None,
        };
        let array = plain.map_or_else(|| Ok(array.clone()), |plain| cast(array, &plain))?;
        let print = printer(&array)?;
        Ok(Self { array, print })
    }

    /// True when the row has no value.
    pub(crate) fn is_null(&self, row: usize) -> bool {
        matches!(self.print, Print::Null) || self.array.is_null(row)
    }

    /// The text of a string column's row, to be used without a copy.
    pub(crate) fn as_str(&self, row: usize) -> Option<&str> {
        match &self.print {
            Print::Text(text) => Some(text(&self.array, row)),
            _ => None,
        }
    }

    /// Appends the text of the row, which is not NULL.
    pub(crate) fn write(&self, row: usize, out: &mut String) {
        match &self.print {
            Print::Scalar(print) => print(&self.array, row, out),
            Print::Text(text) => out.push_str(text(&self.array, row)),
            Print::List { items, range } => items.write_list(range(&self.array, row), out),
            Print::Map { keys, values, numeric_keys } => self.write_map(keys, values, *numeric_keys, row, out),
            Print::Row { fields } => {
                out.push('{');
                for (i, (name, field)) in fields.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    if let Some(name) = name {
                        out.push_str(name);
                        out.push('=');
                    }
                    field.write_nested(row, out);
                }
                out.push('}');
            }
            Print::Null => {}
        }
    }

    fn write_nested(&self, row: usize, out: &mut String) {
        if self.is_null(row) { out.push_str("null") } else { self.write(row, out) }
    }

    fn write_list(&self, (start, end): (usize, usize), out: &mut String) {
        out.push('[');
        for item in start..end {
            if item > start {
                out.push_str(", ");
            }
            self.write_nested(item, out);
        }
        out.push(']');
    }

    /// Entries in ascending key order, as Athena was seen to print them.
    fn write_map(&self, keys: &Self, values: &Self, numeric: bool, row: usize, out: &mut String) {
        let offsets = self.array.as_map().value_offsets();
        let (start, end) = (index(offsets[row]), index(offsets[row + 1]));
        let mut entries: Vec<(String, usize)> = (start..end)
            .map(|entry| {
                let mut text = String::new();
                keys.write_nested(entry, &mut text);
                (text, entry)
            })
            .collect();
        if numeric {
            let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
            entries.sort_by(|a, b| number(&a.0).partial_cmp(&number(&b.0)).unwrap_or(Ordering::Equal));
        } else {
            entries.sort();
        }
        out.push('{');
        for (i, (key, entry)) in entries.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(key);
            out.push('=');
            values.write_nested(*entry, out);
        }
        out.push('}');
    }
}

fn index(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or(0)
}

fn scalar<T: ArrowPrimitiveType>(print: impl Fn(T::Native, &mut String) + Send + Sync + 'static) -> Print {
    Print::Scalar(Box::new(move |array, row, out| {
        let array: &PrimitiveArray<T> = array.as_primitive();
        print(array.value(row), out);
    }))
}

fn integer<T: ArrowPrimitiveType>() -> Print
where
    T::Native: std::fmt::Display,
{
    scalar::<T>(|value, out| {
        write!(out, "{value}").ok();
    })
}

fn decimal<T: ArrowPrimitiveType>(scale: i8) -> Print
where
    T::Native: std::fmt::Display,
{
    scalar::<T>(move |value, out| number::write_decimal(&value.to_string(), scale, out))
}

fn printer(array: &ArrayRef) -> Result<Print, ArrowError> {
    Ok(match array.data_type() {
        DataType::Null => Print::Null,
        DataType::Boolean => Print::Scalar(Box::new(|array, row, out| {
            out.push_str(if array.as_boolean().value(row) { "true" } else { "false" });
        })),
        DataType::Int8 => integer::<Int8Type>(),
        DataType::Int16 => integer::<Int16Type>(),
        DataType::Int32 => integer::<Int32Type>(),
        DataType::Int64 => integer::<Int64Type>(),
        DataType::UInt8 => integer::<UInt8Type>(),
        DataType::UInt16 => integer::<UInt16Type>(),
        DataType::UInt32 => integer::<UInt32Type>(),
        DataType::UInt64 => integer::<UInt64Type>(),
        DataType::Float16 => scalar::<Float16Type>(|value, out| number::write_f32(value.to_f32(), out)),
        DataType::Float32 => scalar::<Float32Type>(number::write_f32),
        DataType::Float64 => scalar::<Float64Type>(number::write_f64),
        DataType::Decimal32(_, scale) => decimal::<Decimal32Type>(*scale),
        DataType::Decimal64(_, scale) => decimal::<Decimal64Type>(*scale),
        DataType::Decimal128(_, scale) => decimal::<Decimal128Type>(*scale),
        DataType::Decimal256(_, scale) => decimal::<Decimal256Type>(*scale),
        DataType::Utf8 => Print::Text(|array, row| array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Print::Text(|array, row| array.as_string::<i64>().value(row)),
        DataType::Utf8View => Print::Text(|array, row| array.as_string_view().value(row)),
        DataType::Binary => bytes(|array, row| array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes(|array, row| array.as_binary::<i64>().value(row)),
        DataType::BinaryView => bytes(|array, row| array.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => bytes(|array, row| array.as_fixed_size_binary().value(row)),
        DataType::Date32 => scalar::<Date32Type>(|days, out| temporal::write_date(days.into(), out)),
        DataType::Date64 => scalar::<Date64Type>(|ms, out| temporal::write_date(ms.div_euclid(86_400_000), out)),
        DataType::Time32(_) | DataType::Time64(_) | DataType::Timestamp(..) => time(array.data_type()),
        DataType::Interval(_) | DataType::Duration(_) => interval(array.data_type()),
        _ => nested(array)?,
    })
}

fn time(data_type: &DataType) -> Print {
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    match data_type {
        DataType::Time32(Second) => scalar::<Time32SecondType>(|v, out| temporal::write_time(v.into(), Second, out)),
        DataType::Time32(_) => {
            scalar::<Time32MillisecondType>(|v, out| temporal::write_time(v.into(), Millisecond, out))
        }
        DataType::Time64(Microsecond) => {
            scalar::<Time64MicrosecondType>(|v, out| temporal::write_time(v, Microsecond, out))
        }
        DataType::Time64(_) => scalar::<Time64NanosecondType>(|v, out| temporal::write_time(v, Nanosecond, out)),
        DataType::Timestamp(unit, zone) => {
            let (unit, zone) = (*unit, zone.clone());
            let print = move |value: i64, out: &mut String| match &zone {
                Some(zone) => temporal::write_timestamp_zoned(value, unit, zone, out),
                None => temporal::write_timestamp(value, unit, out),
            };
            match unit {
                Second => scalar::<TimestampSecondType>(print),
                Millisecond => scalar::<TimestampMillisecondType>(print),
                Microsecond => scalar::<TimestampMicrosecondType>(print),
                Nanosecond => scalar::<TimestampNanosecondType>(print),
            }
        }
        _ => Print::Null,
    }
}

/// An interval of months and one of days are two types in Trino and may share one in Arrow: what has
/// months prints as years and months.
fn interval(data_type: &DataType) -> Print {
    const DAY_MS: i64 = 86_400_000;
    match data_type {
        DataType::Interval(IntervalUnit::YearMonth) => scalar::<IntervalYearMonthType>(temporal::write_interval_year),
        DataType::Interval(IntervalUnit::DayTime) => scalar::<IntervalDayTimeType>(|value, out| {
            temporal::write_interval_day(i64::from(value.days) * DAY_MS + i64::from(value.milliseconds), out);
        }),
        DataType::Interval(IntervalUnit::MonthDayNano) => scalar::<IntervalMonthDayNanoType>(|value, out| {
            if value.months != 0 {
                temporal::write_interval_year(value.months, out);
            } else {
                temporal::write_interval_day(i64::from(value.days) * DAY_MS + value.nanoseconds / 1_000_000, out);
            }
        }),
        DataType::Duration(TimeUnit::Second) => {
            scalar::<DurationSecondType>(|v, out| temporal::write_interval_day(v.saturating_mul(1000), out))
        }
        DataType::Duration(TimeUnit::Millisecond) => scalar::<DurationMillisecondType>(temporal::write_interval_day),
        DataType::Duration(TimeUnit::Microsecond) => {
            scalar::<DurationMicrosecondType>(|v, out| temporal::write_interval_day(v / 1000, out))
        }
        DataType::Duration(TimeUnit::Nanosecond) => {
            scalar::<DurationNanosecondType>(|v, out| temporal::write_interval_day(v / 1_000_000, out))
        }
        _ => Print::Null,
    }
}

/// Lower-case hex bytes with a blank between two.
fn bytes(value: fn(&dyn Array, usize) -> &[u8]) -> Print {
    Print::Scalar(Box::new(move |array, row, out| {
        for (i, byte) in value(array, row).iter().enumerate() {
            let blank = if i > 0 { " " } else { "" };
            write!(out, "{blank}{byte:02x}").ok();
        }
    }))
}

fn nested(array: &ArrayRef) -> Result<Print, ArrowError> {
    Ok(match array.data_type() {
        DataType::List(_) => Print::List {
            items: Box::new(ColumnText::new(array.as_list::<i32>().values())?),
            range: |array, row| {
                let offsets = array.as_list::<i32>().value_offsets();
                (index(offsets[row]), index(offsets[row + 1]))
            },
        },
        DataType::FixedSizeList(..) => Print::List {
            items: Box::new(ColumnText::new(array.as_fixed_size_list().values())?),
            range: |array, row| {
                let list = array.as_fixed_size_list();
                (index(list.value_offset(row)), index(list.value_offset(row) + list.value_length()))
            },
        },
        DataType::Map(..) => {
            let map = array.as_map();
            Print::Map {
                keys: Box::new(ColumnText::new(map.keys())?),
                values: Box::new(ColumnText::new(map.values())?),
                numeric_keys: map.keys().data_type().is_numeric(),
            }
        }
        DataType::Struct(fields) => Print::Row {
            fields: fields
                .iter()
                .zip(array.as_struct().columns())
                .map(|(field, column)| Ok((row_field_name(field), ColumnText::new(column)?)))
                .collect::<Result<_, ArrowError>>()?,
        },
        other => return Err(ArrowError::NotYetImplemented(format!("printing values of type {other}"))),
    })
}

/// Fields of an anonymous row are named `c0`, `c1`… by the engine and have no name in Trino.
fn row_field_name(field: &FieldRef) -> Option<String> {
    let anonymous = field.name().strip_prefix('c').is_some_and(|rest| rest.parse::<u16>().is_ok());
    (!anonymous).then(|| field.name().clone())
}
