//! What a result says about its columns: Trino's type names with JDBC's precision and scale.

use datafusion::arrow::datatypes::{DataType, IntervalUnit};
use serde::{Deserialize, Serialize};

const VARCHAR_PRECISION_UNBOUNDED: u32 = 2_147_483_647;
const VARBINARY_PRECISION: u32 = 1_073_741_824;

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    /// Label, in the spelling of the query.
    pub name: String,
    /// Trino's base type name; `real` goes by the name `float`.
    pub type_name: String,
    /// Digits, characters or bytes; 0 where a type has none.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
    /// True for character types.
    pub case_sensitive: bool,
}

/// A column of a plan's output with what Arrow's type does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputColumn {
    /// Label, in the spelling of the query.
    pub(crate) label: String,
    /// Length of a string literal, whose type is exactly that long.
    pub(crate) varchar_length: Option<u32>,
}

impl ColumnInfo {
    /// What is said about a column `output` of values of `data_type`.
    pub(crate) fn of(output: &OutputColumn, data_type: &DataType) -> Self {
        let (type_name, precision, scale) = describe(data_type);
        let precision = match (type_name, output.varchar_length) {
            ("varchar", Some(length)) => length,
            _ => precision,
        };
        Self {
            name: output.label.clone(),
            type_name: type_name.to_owned(),
            precision,
            scale,
            case_sensitive: type_name == "varchar",
        }
    }
}

fn describe(data_type: &DataType) -> (&'static str, u32, u32) {
    match data_type {
        DataType::Boolean => ("boolean", 0, 0),
        DataType::Int8 => ("tinyint", 3, 0),
        DataType::Int16 => ("smallint", 5, 0),
        DataType::Int32 => ("integer", 10, 0),
        // The engine's unsigned types come from counting functions, which are bigint in Trino.
        DataType::Int64 | DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => ("bigint", 19, 0),
        DataType::Float16 | DataType::Float32 => ("float", 17, 0),
        DataType::Float64 => ("double", 17, 0),
        DataType::Decimal32(p, s)
        | DataType::Decimal64(p, s)
        | DataType::Decimal128(p, s)
        | DataType::Decimal256(p, s) => ("decimal", u32::from(*p), u32::try_from(*s).unwrap_or(0)),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ("varchar", VARCHAR_PRECISION_UNBOUNDED, 0),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            ("varbinary", VARBINARY_PRECISION, 0)
        }
        DataType::Date32 | DataType::Date64 => ("date", 0, 0),
        DataType::Time32(_) | DataType::Time64(_) => ("time", 3, 0),
        DataType::Timestamp(_, None) => ("timestamp", 3, 0),
        DataType::Timestamp(_, Some(_)) => ("timestamp with time zone", 3, 0),
        DataType::Interval(IntervalUnit::YearMonth) => ("interval year to month", 0, 0),
        DataType::Interval(_) | DataType::Duration(_) => ("interval day to second", 0, 0),
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => ("array", 0, 0),
        DataType::Map(..) => ("map", 0, 0),
        DataType::Struct(_) => ("row", 0, 0),
        DataType::Dictionary(_, values) => describe(values),
        DataType::RunEndEncoded(_, values) => describe(values.data_type()),
        _ => ("unknown", 0, 0),
    }
}
