//! Whether a file's columns can be read as the table's.

use arrow_schema::DataType;
use boathouse_schema::HiveType;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaData;

use super::super::trino_names::trino_name;
use super::ParquetColumns;
use super::schema::logical;
use crate::{Error, Result};

/// Fails for the first column the query needs whose type in the file cannot be read as the declared one.
pub(super) fn check_file(columns: &ParquetColumns, footer: &ParquetMetaData, uri: &str) -> Result<()> {
    let file = footer.file_metadata();
    let schema = parquet_to_arrow_schema(file.schema_descr(), None)?;
    for column in columns.columns.iter().filter(|column| column.used) {
        let names = schema.fields().iter().map(|field| field.name().as_str());
        if let Some(index) = columns.find(column, names) {
            let found = logical(&schema.fields()[index]);
            if !is_readable(found.data_type(), &column.hive) {
                return Err(incompatible(&column.name, found.data_type(), &column.hive, uri));
            }
        }
    }
    Ok(())
}

/// Athena's message for a column that cannot be read.
pub(super) fn incompatible(name: &str, found: &DataType, hive: &HiveType, uri: &str) -> Error {
    Error::BadData {
        message: format!(
            "Malformed Parquet file. Field {name}'s type {} in parquet file {uri} is incompatible with type {} defined in \
             table schema",
            parquet_name(found),
            trino_name(hive)
        ),
        place: uri.to_owned(),
    }
}

/// Whether values of a file's type can be read as a Hive type: the same, or wider.
pub(super) fn is_readable(found: &DataType, hive: &HiveType) -> bool {
    use DataType as Arrow;
    match (found, hive) {
        (Arrow::Boolean, HiveType::Boolean) => true,
        // A file has no narrower integer than 32 bits unless its writer notes one.
        (
            Arrow::Int8 | Arrow::Int16 | Arrow::Int32 | Arrow::UInt8 | Arrow::UInt16,
            HiveType::TinyInt | HiveType::SmallInt | HiveType::Int,
        ) => true,
        (
            Arrow::Int8 | Arrow::Int16 | Arrow::Int32 | Arrow::Int64 | Arrow::UInt8 | Arrow::UInt16 | Arrow::UInt32,
            HiveType::BigInt,
        ) => true,
        (Arrow::UInt64, HiveType::BigInt) => true,
        (Arrow::Float32, HiveType::Float) => true,
        (Arrow::Float16 | Arrow::Float32 | Arrow::Float64, HiveType::Double) => true,
        (
            Arrow::Decimal32(p, s) | Arrow::Decimal64(p, s) | Arrow::Decimal128(p, s),
            HiveType::Decimal { precision, scale },
        ) => {
            let (found_scale, scale) = (i16::from(*s), i16::from(*scale));
            scale >= found_scale && i16::from(*precision) - scale >= i16::from(*p) - found_scale
        }
        (
            Arrow::Utf8 | Arrow::LargeUtf8 | Arrow::Utf8View,
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_),
        ) => true,
        (
            Arrow::Binary | Arrow::LargeBinary | Arrow::BinaryView | Arrow::FixedSizeBinary(_),
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) | HiveType::Binary,
        ) => true,
        (Arrow::Utf8 | Arrow::LargeUtf8 | Arrow::Utf8View, HiveType::Binary) => true,
        (Arrow::Date32 | Arrow::Date64, HiveType::Date) => true,
        (Arrow::Timestamp(..), HiveType::Timestamp) => true,
        (Arrow::List(item) | Arrow::LargeList(item) | Arrow::FixedSizeList(item, _), HiveType::Array(hive)) => {
            is_readable(item.data_type(), hive)
        }
        (Arrow::Map(entries, _), HiveType::Map(key, value)) => match entries.data_type() {
            Arrow::Struct(pair) if pair.len() == 2 => {
                is_readable(pair[0].data_type(), key) && is_readable(pair[1].data_type(), value)
            }
            _ => false,
        },
        (Arrow::Struct(found), HiveType::Struct(fields)) => fields.iter().all(|field| {
            let same = found.iter().find(|other| other.name().eq_ignore_ascii_case(&field.name));
            same.is_none_or(|other| is_readable(other.data_type(), &field.data_type))
        }),
        _ => false,
    }
}

/// The physical type a file holds values of an Arrow type in.
fn parquet_name(arrow: &DataType) -> &'static str {
    match arrow {
        DataType::Boolean => "BOOLEAN",
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::Date32
        | DataType::Time32(_)
        | DataType::Decimal32(..) => "INT32",
        DataType::Float32 => "FLOAT",
        DataType::Float64 => "DOUBLE",
        DataType::Int64
        | DataType::UInt64
        | DataType::Timestamp(..)
        | DataType::Time64(_)
        | DataType::Decimal64(..) => "INT64",
        DataType::FixedSizeBinary(_) | DataType::Float16 | DataType::Decimal128(..) | DataType::Decimal256(..) => {
            "FIXED_LEN_BYTE_ARRAY"
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "LIST",
        DataType::Map(..) => "MAP",
        DataType::Struct(_) => "GROUP",
        _ => "BINARY",
    }
}
