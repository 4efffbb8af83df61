//! Hive types ↔ Arrow types.
//!
//! Text is `Utf8View` and bytes `BinaryView`, as the Parquet reader yields them; decimals of up to 18 digits
//! are held in 64 bits; timestamps carry milliseconds, because that is the precision Athena reads Hive
//! tables with.

use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, TimeUnit};

use crate::{Error, Field, HiveType, Result};

/// Digits that always fit 64 bits. Arithmetic on these is what most decimal columns are read for, and
/// 64 bits are twice as fast as 128.
const SHORT_DECIMAL_DIGITS: u8 = 18;

/// The Arrow type that holds values of `hive`.
///
/// # Errors
/// [`Error::NoCounterpart`] for `uniontype`.
pub fn to_arrow(hive: &HiveType) -> Result<DataType> {
    Ok(match hive {
        HiveType::Boolean => DataType::Boolean,
        HiveType::TinyInt => DataType::Int8,
        HiveType::SmallInt => DataType::Int16,
        HiveType::Int => DataType::Int32,
        HiveType::BigInt => DataType::Int64,
        HiveType::Float => DataType::Float32,
        HiveType::Double => DataType::Float64,
        HiveType::Decimal { precision, scale } if *precision <= SHORT_DECIMAL_DIGITS => {
            DataType::Decimal64(*precision, scale.cast_signed())
        }
        HiveType::Decimal { precision, scale } => DataType::Decimal128(*precision, scale.cast_signed()),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => DataType::Utf8View,
        HiveType::Binary => DataType::BinaryView,
        HiveType::Date => DataType::Date32,
        HiveType::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
        HiveType::Array(item) => DataType::List(Arc::new(ArrowField::new("item", to_arrow(item)?, true))),
        HiveType::Map(key, value) => {
            let entries = Fields::from(vec![
                ArrowField::new("key", to_arrow(key)?, false),
                ArrowField::new("value", to_arrow(value)?, true),
            ]);
            DataType::Map(Arc::new(ArrowField::new("entries", DataType::Struct(entries), false)), false)
        }
        HiveType::Struct(fields) => DataType::Struct(
            fields
                .iter()
                .map(|f| Ok(ArrowField::new(&f.name, to_arrow(&f.data_type)?, true)))
                .collect::<Result<Fields>>()?,
        ),
        HiveType::Union(_) => return Err(Error::NoCounterpart(hive.to_string())),
    })
}

/// The Hive type a column of `arrow` is registered with; struct field names keep their case.
///
/// # Errors
/// [`Error::NoCounterpart`] for types Hive cannot hold (intervals, unions, durations, 256-bit decimals).
pub fn from_arrow(arrow: &DataType) -> Result<HiveType> {
    Ok(match arrow {
        DataType::Boolean => HiveType::Boolean,
        DataType::Int8 => HiveType::TinyInt,
        DataType::Int16 | DataType::UInt8 => HiveType::SmallInt,
        DataType::Int32 | DataType::UInt16 | DataType::Time32(_) => HiveType::Int,
        DataType::Int64 | DataType::UInt32 | DataType::Time64(_) => HiveType::BigInt,
        DataType::UInt64 => HiveType::Decimal { precision: 20, scale: 0 },
        DataType::Float16 | DataType::Float32 => HiveType::Float,
        DataType::Float64 => HiveType::Double,
        DataType::Decimal32(p, s) | DataType::Decimal64(p, s) | DataType::Decimal128(p, s)
            if *s >= 0 && s.cast_unsigned() <= *p =>
        {
            HiveType::Decimal { precision: *p, scale: s.cast_unsigned() }
        }
        DataType::Null | DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => HiveType::String,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            HiveType::Binary
        }
        DataType::Date32 | DataType::Date64 => HiveType::Date,
        DataType::Timestamp(..) => HiveType::Timestamp,
        DataType::Dictionary(_, values) => from_arrow(values)?,
        DataType::RunEndEncoded(_, values) => from_arrow(values.data_type())?,
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => HiveType::Array(Box::new(from_arrow(item.data_type())?)),
        DataType::Struct(fields) => HiveType::Struct(
            fields.iter().map(|f| Ok(Field::new(f.name(), from_arrow(f.data_type())?))).collect::<Result<_>>()?,
        ),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                HiveType::Map(Box::new(from_arrow(pair[0].data_type())?), Box::new(from_arrow(pair[1].data_type())?))
            }
            _ => return Err(Error::NoCounterpart(arrow.to_string())),
        },
        _ => return Err(Error::NoCounterpart(arrow.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_through_arrow() {
        for text in [
            "boolean",
            "tinyint",
            "smallint",
            "int",
            "bigint",
            "float",
            "double",
            "decimal(5,2)",
            "decimal(38,0)",
            "string",
            "binary",
            "date",
            "timestamp",
            "array<int>",
            "map<string,double>",
            "struct<a:int,B:array<struct<c:string>>>",
        ] {
            let hive: HiveType = text.parse().unwrap_or(HiveType::Boolean);
            assert_eq!(to_arrow(&hive).and_then(|a| from_arrow(&a)), Ok(hive), "{text}");
        }
    }

    #[test]
    fn no_counterpart_is_an_error() {
        assert!(to_arrow(&HiveType::Union(vec![HiveType::Int])).is_err());
        assert!(from_arrow(&DataType::Duration(TimeUnit::Second)).is_err());
    }
}
