//! Values of a column as text, each type looked up once a batch.

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, ListArray, MapArray, PrimitiveArray, StringViewArray,
    StructArray,
};
use arrow::datatypes::{
    Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMillisecondType,
};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, TimeDelta};

use crate::{Error, Result};

/// A column whose values can be written as text.
pub(super) enum Values<'a> {
    Boolean(&'a BooleanArray),
    TinyInt(&'a PrimitiveArray<Int8Type>),
    SmallInt(&'a PrimitiveArray<Int16Type>),
    Int(&'a PrimitiveArray<Int32Type>),
    BigInt(&'a PrimitiveArray<Int64Type>),
    Float(&'a PrimitiveArray<Float32Type>),
    Double(&'a PrimitiveArray<Float64Type>),
    ShortDecimal(&'a PrimitiveArray<Decimal64Type>),
    Decimal(&'a PrimitiveArray<Decimal128Type>),
    Text(&'a StringViewArray),
    Binary(&'a BinaryViewArray),
    Date(&'a PrimitiveArray<Date32Type>),
    Timestamp(&'a PrimitiveArray<TimestampMillisecondType>),
    List(&'a ListArray, Box<Values<'a>>),
    Map(&'a MapArray, Box<Values<'a>>, Box<Values<'a>>),
    Struct(&'a StructArray, Vec<Values<'a>>),
}

impl<'a> Values<'a> {
    pub(super) fn of(array: &'a ArrayRef) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Boolean => Self::Boolean(array.as_boolean()),
            DataType::Int8 => Self::TinyInt(array.as_primitive()),
            DataType::Int16 => Self::SmallInt(array.as_primitive()),
            DataType::Int32 => Self::Int(array.as_primitive()),
            DataType::Int64 => Self::BigInt(array.as_primitive()),
            DataType::Float32 => Self::Float(array.as_primitive()),
            DataType::Float64 => Self::Double(array.as_primitive()),
            DataType::Decimal64(..) => Self::ShortDecimal(array.as_primitive()),
            DataType::Decimal128(..) => Self::Decimal(array.as_primitive()),
            DataType::Utf8View => Self::Text(array.as_string_view()),
            DataType::BinaryView => Self::Binary(array.as_binary_view()),
            DataType::Date32 => Self::Date(array.as_primitive()),
            DataType::Timestamp(TimeUnit::Millisecond, None) => Self::Timestamp(array.as_primitive()),
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                Self::List(list, Box::new(Self::of(list.values())?))
            }
            DataType::Map(..) => {
                let map = array.as_map();
                Self::Map(map, Box::new(Self::of(map.keys())?), Box::new(Self::of(map.values())?))
            }
            DataType::Struct(_) => {
                let members = array.as_struct();
                Self::Struct(members, members.columns().iter().map(Self::of).collect::<Result<_>>()?)
            }
            other => {
                let (column, data_type) = ("of a text file".to_owned(), other.to_string());
                return Err(Error::NotWritable { column, data_type, hint: "cast it to another type first" });
            }
        })
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Boolean(array) => array.is_null(row),
            Self::TinyInt(array) => array.is_null(row),
            Self::SmallInt(array) => array.is_null(row),
            Self::Int(array) => array.is_null(row),
            Self::BigInt(array) => array.is_null(row),
            Self::Float(array) => array.is_null(row),
            Self::Double(array) => array.is_null(row),
            Self::ShortDecimal(array) => array.is_null(row),
            Self::Decimal(array) => array.is_null(row),
            Self::Text(array) => array.is_null(row),
            Self::Binary(array) => array.is_null(row),
            Self::Date(array) => array.is_null(row),
            Self::Timestamp(array) => array.is_null(row),
            Self::List(array, _) => array.is_null(row),
            Self::Map(array, ..) => array.is_null(row),
            Self::Struct(array, _) => array.is_null(row),
        }
    }

    /// Whether the text of a value is a number or a truth value in JSON.
    pub(super) fn is_bare(&self, row: usize) -> bool {
        match self {
            Self::Float(array) => array.value(row).is_finite(),
            Self::Double(array) => array.value(row).is_finite(),
            Self::Text(_) | Self::Binary(_) | Self::Date(_) | Self::Timestamp(_) => false,
            Self::List(..) | Self::Map(..) | Self::Struct(..) => false,
            _ => true,
        }
    }

    /// Appends the text of a value that is neither NULL nor of other values; texts and bytes are the caller's.
    pub(super) fn write(&self, row: usize, out: &mut Vec<u8>) {
        use std::io::Write;
        // Writing into memory does not fail.
        let _ = match self {
            Self::Boolean(array) => write!(out, "{}", array.value(row)),
            Self::TinyInt(array) => write!(out, "{}", array.value(row)),
            Self::SmallInt(array) => write!(out, "{}", array.value(row)),
            Self::Int(array) => write!(out, "{}", array.value(row)),
            Self::BigInt(array) => write!(out, "{}", array.value(row)),
            Self::Float(array) => write_float(out, array.value(row).into(), &format!("{:?}", array.value(row))),
            Self::Double(array) => write_float(out, array.value(row), &format!("{:?}", array.value(row))),
            Self::ShortDecimal(array) => write!(out, "{}", array.value_as_string(row)),
            Self::Decimal(array) => write!(out, "{}", array.value_as_string(row)),
            Self::Date(array) => write_date(out, array.value(row)),
            Self::Timestamp(array) => write_timestamp(out, array.value(row)),
            Self::Text(_) | Self::Binary(_) | Self::List(..) | Self::Map(..) | Self::Struct(..) => Ok(()),
        };
    }
}

fn write_float(out: &mut Vec<u8>, value: f64, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    match value {
        v if v.is_nan() => write!(out, "NaN"),
        v if v.is_infinite() => write!(out, "{}", if v > 0.0 { "Infinity" } else { "-Infinity" }),
        _ => write!(out, "{text}"),
    }
}

fn write_date(out: &mut Vec<u8>, days: i32) -> std::io::Result<()> {
    use std::io::Write;
    match NaiveDate::from_epoch_days(days) {
        Some(date) => write!(out, "{date}"),
        None => write!(out, "{days}"),
    }
}

fn write_timestamp(out: &mut Vec<u8>, millis: i64) -> std::io::Result<()> {
    use std::io::Write;
    match DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::milliseconds(millis)) {
        Some(time) => write!(out, "{}", time.format("%Y-%m-%d %H:%M:%S%.3f")),
        None => write!(out, "{millis}"),
    }
}
