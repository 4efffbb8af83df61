//! Values as Trino's client and Athena show them.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, FixedSizeBinaryArray, GenericByteViewArray, ListArray,
    MapArray, PrimitiveArray, StructArray,
};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Decimal64Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalYearMonthType, StringViewType,
};
use arrow::row::Rows;
use boathouse_functions::row_keys;
use boathouse_types::datetime::{
    TimeReader, TimeTzReader, TimestampReader, ZonedReader, print_zoned, time_picos, timestamp_picos, timetz_picos,
    write_date, write_offset, write_time, write_timestamp, zoned_picos,
};
use boathouse_types::interval::{print_day_time, print_year_month};
use boathouse_types::{Result, Type};

use crate::binary::{write_address, write_uuid};
use crate::body::{held, native};
use crate::color::write_color;
use crate::numbers::{java_double, java_real};

/// How rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowText {
    /// `{a=1, b=x}` and without names `{1, x}`, as in Athena's results, which also sort a map's entries by their keys.
    Named,
    /// `[1, x]`, as Trino's client shows them.
    List,
}

/// Prints the values of a column.
#[derive(Debug)]
pub struct ValueText {
    column: Column,
}

impl ValueText {
    /// Prints a column of a type, with rows as Athena's results show them.
    ///
    /// # Errors
    /// Internal error when the column is not held as its type says.
    pub fn new(data_type: &Type, column: &ArrayRef) -> Result<Self> {
        Self::with_rows(data_type, column, RowText::Named)
    }

    /// Prints a column of a type, with rows in the form given.
    ///
    /// # Errors
    /// Internal error when the column is not held as its type says.
    pub fn with_rows(data_type: &Type, column: &ArrayRef, rows: RowText) -> Result<Self> {
        Ok(Self { column: Column::new(data_type, column, rows)? })
    }

    /// The text of a value; none when it is NULL.
    pub fn get(&self, row: usize) -> Option<String> {
        let mut text = String::new();
        self.write(row, &mut text).then_some(text)
    }

    /// Appends the text of a value; when it is NULL appends nothing and says so by `false`.
    pub fn write(&self, row: usize, out: &mut String) -> bool {
        if self.column.is_null(row) {
            return false;
        }
        self.column.write(row, out);
        true
    }
}

#[derive(Debug)]
enum Column {
    Nothing,
    Boolean(BooleanArray),
    I8(PrimitiveArray<Int8Type>),
    I16(PrimitiveArray<Int16Type>),
    I32(PrimitiveArray<Int32Type>),
    I64(PrimitiveArray<Int64Type>),
    Color(PrimitiveArray<Int32Type>),
    Real(PrimitiveArray<Float32Type>),
    Double(PrimitiveArray<Float64Type>),
    Short(PrimitiveArray<Decimal64Type>, u8),
    Long(PrimitiveArray<Decimal128Type>, u8),
    Text(GenericByteViewArray<StringViewType>),
    /// Padded with blanks to so many characters.
    Char(GenericByteViewArray<StringViewType>, usize),
    Bytes(BinaryViewArray),
    Date(PrimitiveArray<Date32Type>),
    Time(TimeReader, u8),
    TimeTz(TimeTzReader, u8),
    Timestamp(TimestampReader, u8),
    Zoned(ZonedReader, u8),
    DayTime(PrimitiveArray<DurationMillisecondType>),
    YearMonth(PrimitiveArray<IntervalYearMonthType>),
    Uuid(FixedSizeBinaryArray),
    Address(FixedSizeBinaryArray),
    Array(ListArray, Box<Column>),
    Map(MapArray, Box<(Column, Column)>, Option<Rows>),
    Row(StructArray, Vec<(Option<Arc<str>>, Column)>, RowText),
}

fn numbers<T: ArrowPrimitiveType>(column: &ArrayRef) -> Result<PrimitiveArray<T>> {
    column.as_primitive_opt::<T>().cloned().ok_or_else(|| held(column))
}

impl Column {
    fn new(data_type: &Type, column: &ArrayRef, rows: RowText) -> Result<Self> {
        let column = &native(data_type, column)?;
        Ok(match data_type {
            Type::Unknown | Type::Function(..) => Self::Nothing,
            Type::Boolean => Self::Boolean(column.as_boolean_opt().ok_or_else(|| held(column))?.clone()),
            Type::TinyInt => Self::I8(numbers(column)?),
            Type::SmallInt => Self::I16(numbers(column)?),
            Type::Integer => Self::I32(numbers(column)?),
            Type::Color => Self::Color(numbers(column)?),
            Type::BigInt => Self::I64(numbers(column)?),
            Type::Real => Self::Real(numbers(column)?),
            Type::Double => Self::Double(numbers(column)?),
            Type::Decimal { precision, scale } if *precision <= 18 => Self::Short(numbers(column)?, *scale),
            Type::Decimal { scale, .. } => Self::Long(numbers(column)?, *scale),
            Type::Varchar(_) | Type::Json | Type::JsonPath => Self::Text(texts(column)?),
            Type::Char(length) => Self::Char(texts(column)?, *length as usize),
            Type::Varbinary
            | Type::HyperLogLog
            | Type::P4HyperLogLog
            | Type::SetDigest
            | Type::QDigest(_)
            | Type::TDigest => Self::Bytes(column.as_binary_view_opt().ok_or_else(|| held(column))?.clone()),
            Type::Date => Self::Date(numbers(column)?),
            Type::Time(p) => Self::Time(time_picos(column)?, *p),
            Type::TimeTz(p) => Self::TimeTz(timetz_picos(column)?, *p),
            Type::Timestamp(p) => Self::Timestamp(timestamp_picos(column)?, *p),
            Type::TimestampTz(p) => Self::Zoned(zoned_picos(column)?, *p),
            Type::IntervalDayToSecond => Self::DayTime(numbers(column)?),
            Type::IntervalYearToMonth => Self::YearMonth(numbers(column)?),
            Type::Uuid => Self::Uuid(column.as_fixed_size_binary_opt().ok_or_else(|| held(column))?.clone()),
            Type::IpAddress => Self::Address(column.as_fixed_size_binary_opt().ok_or_else(|| held(column))?.clone()),
            Type::Array(_) | Type::Map(..) | Type::Row(_) => Self::nested(data_type, column, rows)?,
        })
    }

    fn nested(data_type: &Type, column: &ArrayRef, rows: RowText) -> Result<Self> {
        match data_type {
            Type::Array(element) => {
                let list = column.as_list_opt::<i32>().ok_or_else(|| held(column))?;
                Ok(Self::Array(list.clone(), Box::new(Self::new(element, list.values(), rows)?)))
            }
            Type::Map(key, value) => {
                let map = column.as_map_opt().ok_or_else(|| held(column))?;
                let entries = (Self::new(key, map.keys(), rows)?, Self::new(value, map.values(), rows)?);
                // Athena shows the entries in the order of their keys, Trino as they are held.
                let order = (rows == RowText::Named).then(|| row_keys(key, map.keys())).transpose()?;
                Ok(Self::Map(map.clone(), Box::new(entries), order))
            }
            Type::Row(fields) => {
                let row = column.as_struct_opt().ok_or_else(|| held(column))?;
                let columns = fields.iter().zip(row.columns());
                let columns = columns.map(|(field, column)| {
                    let name = field.name.clone().filter(|_| rows == RowText::Named);
                    Ok((name, Self::new(&field.data_type, column, rows)?))
                });
                Ok(Self::Row(row.clone(), columns.collect::<Result<_>>()?, rows))
            }
            _ => Err(held(column)),
        }
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Nothing => true,
            Self::Boolean(a) => a.is_null(row),
            Self::I8(a) => a.is_null(row),
            Self::I16(a) => a.is_null(row),
            Self::I32(a) | Self::Color(a) => a.is_null(row),
            Self::I64(a) => a.is_null(row),
            Self::Real(a) => a.is_null(row),
            Self::Double(a) => a.is_null(row),
            Self::Short(a, _) => a.is_null(row),
            Self::Long(a, _) => a.is_null(row),
            Self::Text(a) | Self::Char(a, _) => a.is_null(row),
            Self::Bytes(a) => a.is_null(row),
            Self::Date(a) => a.is_null(row),
            Self::Time(a, _) => a.get(row).is_none(),
            Self::TimeTz(a, _) => a.get(row).is_none(),
            Self::Timestamp(a, _) => a.get(row).is_none(),
            Self::Zoned(a, _) => a.get(row).is_none(),
            Self::DayTime(a) => a.is_null(row),
            Self::YearMonth(a) => a.is_null(row),
            Self::Uuid(a) | Self::Address(a) => a.is_null(row),
            Self::Array(a, _) => a.is_null(row),
            Self::Map(a, ..) => a.is_null(row),
            Self::Row(a, ..) => a.is_null(row),
        }
    }

    fn write(&self, row: usize, out: &mut String) {
        match self {
            Self::Nothing => {}
            Self::Boolean(a) => out.push_str(if a.value(row) { "true" } else { "false" }),
            Self::I8(a) => write_number(out, a.value(row)),
            Self::I16(a) => write_number(out, a.value(row)),
            Self::I32(a) => write_number(out, a.value(row)),
            Self::I64(a) => write_number(out, a.value(row)),
            Self::Color(a) => write_color(out, a.value(row)),
            Self::Real(a) => out.push_str(&java_real(a.value(row))),
            Self::Double(a) => out.push_str(&java_double(a.value(row))),
            Self::Short(a, scale) => write_decimal(out, i128::from(a.value(row)), *scale),
            Self::Long(a, scale) => write_decimal(out, a.value(row), *scale),
            Self::Text(a) => out.push_str(a.value(row)),
            Self::Char(a, length) => write_padded(out, a.value(row), *length),
            Self::Bytes(a) => write_bytes(out, a.value(row)),
            Self::Uuid(a) => write_uuid(out, a.value(row)),
            Self::Address(a) => write_address(out, a.value(row)),
            Self::Array(..) | Self::Map(..) | Self::Row(..) => self.write_nested(row, out),
            _ => self.write_datetime(row, out),
        }
    }

    fn write_datetime(&self, row: usize, out: &mut String) {
        match self {
            Self::Date(a) => write_date(out, i64::from(a.value(row)), false),
            Self::Time(a, p) => {
                if let Some(picos) = a.get(row) {
                    write_time(out, picos, *p);
                }
            }
            Self::TimeTz(a, p) => {
                if let Some((picos, offset)) = a.get(row) {
                    write_time(out, picos, *p);
                    write_offset(out, offset);
                }
            }
            Self::Timestamp(a, p) => {
                if let Some(picos) = a.get(row) {
                    write_timestamp(out, picos, *p, ' ');
                }
            }
            Self::Zoned(a, p) => {
                if let Some((instant, zone)) = a.get(row) {
                    out.push_str(&print_zoned(instant, zone, *p));
                }
            }
            Self::DayTime(a) => out.push_str(&print_day_time(a.value(row))),
            Self::YearMonth(a) => out.push_str(&print_year_month(a.value(row))),
            _ => {}
        }
    }

    fn write_nested(&self, row: usize, out: &mut String) {
        match self {
            Self::Array(list, elements) => {
                out.push('[');
                for (n, i) in span(list.value_offsets(), row).enumerate() {
                    out.push_str(if n > 0 { ", " } else { "" });
                    elements.write_or_null(i, out);
                }
                out.push(']');
            }
            Self::Map(map, entries, order) => {
                out.push('{');
                let mut places: Vec<usize> = span(map.value_offsets(), row).collect();
                if let Some(order) = order {
                    places.sort_by(|a, b| order.row(*a).cmp(&order.row(*b)));
                }
                for (n, i) in places.into_iter().enumerate() {
                    out.push_str(if n > 0 { ", " } else { "" });
                    entries.0.write_or_null(i, out);
                    out.push('=');
                    entries.1.write_or_null(i, out);
                }
                out.push('}');
            }
            Self::Row(_, fields, rows) => {
                let (open, close) = if *rows == RowText::Named { ('{', '}') } else { ('[', ']') };
                out.push(open);
                for (i, (name, column)) in fields.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    if let Some(name) = name {
                        out.push_str(name);
                        out.push('=');
                    }
                    column.write_or_null(row, out);
                }
                out.push(close);
            }
            _ => {}
        }
    }

    fn write_or_null(&self, row: usize, out: &mut String) {
        if self.is_null(row) { out.push_str("null") } else { self.write(row, out) }
    }
}

fn texts(column: &ArrayRef) -> Result<GenericByteViewArray<StringViewType>> {
    column.as_string_view_opt().cloned().ok_or_else(|| held(column))
}

pub(crate) fn span(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    offsets[row] as usize..offsets[row + 1] as usize
}

fn write_number(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}

/// Appends a decimal with all its fraction digits.
pub(crate) fn write_decimal(out: &mut String, unscaled: i128, scale: u8) {
    if unscaled < 0 {
        out.push('-');
    }
    if scale == 0 {
        return write_number(out, unscaled.unsigned_abs());
    }
    let ten = 10_u128.pow(u32::from(scale.min(38)));
    let value = unscaled.unsigned_abs();
    let _ = write!(out, "{}.{:0width$}", value / ten, value % ten, width = usize::from(scale));
}

/// Appends text with the blanks that fill it up to so many characters.
pub(crate) fn write_padded(out: &mut String, text: &str, length: usize) {
    out.push_str(text);
    out.extend(std::iter::repeat_n(' ', length.saturating_sub(text.chars().count())));
}

fn write_bytes(out: &mut String, bytes: &[u8]) {
    for (i, byte) in bytes.iter().enumerate() {
        let _ = write!(out, "{}{byte:02x}", if i > 0 { " " } else { "" });
    }
}
