//! The Arrow representation of each type.
//!
//! Most types are told by their Arrow type alone. The others carry their name in the field's
//! extension metadata wherever a schema leaves us or comes from a table.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit, TimeUnit};

use crate::{RowField, Type};

/// Arrow's key for the name of an extension type.
pub const EXTENSION_NAME_KEY: &str = "ARROW:extension:name";
/// Arrow's key for the parameters of an extension type.
pub const EXTENSION_METADATA_KEY: &str = "ARROW:extension:metadata";
/// The extension whose metadata is a Trino type name.
pub const EXTENSION_NAME: &str = "trino.type";

impl Type {
    /// How values are held. Fields of rows, elements and map values are nullable.
    ///
    /// `timestamp(p) with time zone` is a struct of `instant` (UTC, held as `timestamp(p)` is) and
    /// `zone` (a [`crate::ZoneKey`]); `time(p) with time zone` one of `time` (local picoseconds of the
    /// day) and `offset` (minutes).
    pub fn to_arrow(&self) -> DataType {
        match self {
            Self::Unknown | Self::Function(..) => DataType::Null,
            Self::Boolean => DataType::Boolean,
            Self::TinyInt => DataType::Int8,
            Self::SmallInt => DataType::Int16,
            Self::Integer | Self::Color => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Decimal { precision, scale } if *precision <= 18 => DataType::Decimal64(*precision, *scale as i8),
            Self::Decimal { precision, scale } => DataType::Decimal128(*precision, *scale as i8),
            Self::Varchar(_) | Self::Char(_) | Self::Json | Self::JsonPath => DataType::Utf8View,
            Self::Varbinary
            | Self::HyperLogLog
            | Self::P4HyperLogLog
            | Self::SetDigest
            | Self::QDigest(_)
            | Self::TDigest => DataType::BinaryView,
            Self::Date => DataType::Date32,
            Self::Time(0) => DataType::Time32(TimeUnit::Second),
            Self::Time(1..=3) => DataType::Time32(TimeUnit::Millisecond),
            Self::Time(4..=6) => DataType::Time64(TimeUnit::Microsecond),
            Self::Time(7..=9) => DataType::Time64(TimeUnit::Nanosecond),
            Self::Time(_) => DataType::Int64,
            Self::TimeTz(_) => pair("time", DataType::Int64, "offset", DataType::Int16),
            Self::Timestamp(p) => timestamp(*p),
            Self::TimestampTz(p) => pair("instant", timestamp(*p), "zone", DataType::Int16),
            Self::IntervalDayToSecond => DataType::Duration(TimeUnit::Millisecond),
            Self::IntervalYearToMonth => DataType::Interval(IntervalUnit::YearMonth),
            Self::Array(element) => DataType::List(Arc::new(Field::new("item", element.to_arrow(), true))),
            Self::Map(key, value) => map(key.to_arrow(), value.to_arrow()),
            Self::Row(fields) => DataType::Struct(row_fields(fields)),
            Self::Uuid | Self::IpAddress => DataType::FixedSizeBinary(16),
        }
    }

    /// A nullable field of this type, named by the extension metadata where Arrow alone does not tell it.
    pub fn to_field(&self, name: &str) -> Field {
        let field = Field::new(name, self.to_arrow(), true);
        if Self::from_arrow(field.data_type()).as_ref() == Some(self) {
            return field;
        }
        field.with_metadata(HashMap::from([
            (EXTENSION_NAME_KEY.to_owned(), EXTENSION_NAME.to_owned()),
            (EXTENSION_METADATA_KEY.to_owned(), self.to_string()),
        ]))
    }

    /// The type of a field: what its metadata names, else what its Arrow type says.
    pub fn from_field(field: &Field) -> Option<Self> {
        if field.metadata().get(EXTENSION_NAME_KEY).is_some_and(|name| name == EXTENSION_NAME) {
            return field.metadata().get(EXTENSION_METADATA_KEY)?.parse().ok();
        }
        Self::from_arrow(field.data_type())
    }

    /// The Trino type nearest to an Arrow type, also for representations that are not ours.
    pub fn from_arrow(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Null => Self::Unknown,
            DataType::Boolean => Self::Boolean,
            DataType::Int8 => Self::TinyInt,
            DataType::Int16 | DataType::UInt8 => Self::SmallInt,
            DataType::Int32 | DataType::UInt16 => Self::Integer,
            DataType::Int64 | DataType::UInt32 => Self::BigInt,
            DataType::UInt64 => Self::decimal(20, 0),
            DataType::Float16 | DataType::Float32 => Self::Real,
            DataType::Float64 => Self::Double,
            DataType::Decimal32(p, s) | DataType::Decimal64(p, s) | DataType::Decimal128(p, s) => {
                Self::decimal(*p, u8::try_from(*s).ok()?)
            }
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::VARCHAR,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::Varbinary
            }
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Time(digits(*unit)),
            DataType::Timestamp(unit, None) => Self::Timestamp(digits(*unit)),
            DataType::Timestamp(unit, Some(_)) => Self::TimestampTz(digits(*unit)),
            DataType::Duration(_) => Self::IntervalDayToSecond,
            DataType::Interval(IntervalUnit::YearMonth) => Self::IntervalYearToMonth,
            DataType::List(element)
            | DataType::LargeList(element)
            | DataType::ListView(element)
            | DataType::FixedSizeList(element, _) => Self::array(Self::from_field(element)?),
            DataType::Map(entries, _) => {
                let DataType::Struct(fields) = entries.data_type() else { return None };
                let [key, value] = &fields[..] else { return None };
                Self::map(Self::from_field(key)?, Self::from_field(value)?)
            }
            DataType::Struct(fields) => Self::Row(fields.iter().map(row_field).collect::<Option<_>>()?),
            DataType::Dictionary(_, values) => Self::from_arrow(values)?,
            _ => return None,
        })
    }
}

fn row_field(field: &FieldRef) -> Option<RowField> {
    Some(RowField { name: Some(field.name().as_str().into()), data_type: Type::from_field(field)? })
}

fn row_fields(fields: &[RowField]) -> Fields {
    let name = |i: usize, field: &RowField| field.name.as_deref().map_or_else(|| format!("field{i}"), str::to_owned);
    fields.iter().enumerate().map(|(i, f)| Field::new(name(i, f), f.data_type.to_arrow(), true)).collect()
}

fn timestamp(precision: u8) -> DataType {
    match precision {
        0 => DataType::Timestamp(TimeUnit::Second, None),
        1..=3 => DataType::Timestamp(TimeUnit::Millisecond, None),
        4..=6 => DataType::Timestamp(TimeUnit::Microsecond, None),
        // Picoseconds since the epoch, since 64 bits of nanoseconds end in the years 1677 and 2262. As decimals they
        // still compare, hash and sort natively.
        _ => DataType::Decimal128(38, 0),
    }
}

fn digits(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

fn pair(first: &str, first_type: DataType, second: &str, second_type: DataType) -> DataType {
    DataType::Struct(Fields::from(vec![Field::new(first, first_type, true), Field::new(second, second_type, true)]))
}

fn map(key: DataType, value: DataType) -> DataType {
    let entries = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
}
