//! What the decoder gives as the columns of a table.

use arrow::array::ArrayRef;
use arrow::compute::{CastOptions, cast_with_options};
use arrow_schema::DataType;
use boathouse_schema::{HiveType, to_arrow};

use super::super::adapt::{adapt_with, check_decimals};
use super::super::trino_names::trino_name;
use super::super::widths::fit;
use super::damaged;
use crate::{Error, Result};

/// Fails for a field whose values cannot be read as the declared type.
pub(super) fn check(name: &str, found: &DataType, hive: &HiveType, uri: &str) -> Result<()> {
    if is_readable(found, hive) {
        return Ok(());
    }
    let wanted = trino_name(hive);
    Err(Error::BadData {
        message: format!(
            "Field {name}'s type {} in avro file {uri} is incompatible with type {wanted} defined in table schema",
            avro_name(found)
        ),
        place: uri.to_owned(),
    })
}

/// Whether values of a field can be read as a Hive type: the same, or one that Avro promotes it to.
fn is_readable(found: &DataType, hive: &HiveType) -> bool {
    use DataType as Arrow;
    use HiveType as Hive;
    match (found, hive) {
        (Arrow::Null, _) => true,
        (Arrow::Boolean, Hive::Boolean) => true,
        (Arrow::Int32, Hive::TinyInt | Hive::SmallInt | Hive::Int | Hive::BigInt | Hive::Float | Hive::Double) => true,
        (Arrow::Int64, Hive::BigInt | Hive::Float | Hive::Double) => true,
        (Arrow::Float32, Hive::Float | Hive::Double) | (Arrow::Float64, Hive::Double) => true,
        (
            Arrow::Utf8
            | Arrow::LargeUtf8
            | Arrow::Utf8View
            | Arrow::Dictionary(..)
            | Arrow::Binary
            | Arrow::BinaryView,
            Hive::String | Hive::Varchar(_) | Hive::Char(_),
        ) => true,
        (
            Arrow::Utf8 | Arrow::Utf8View | Arrow::Binary | Arrow::BinaryView | Arrow::FixedSizeBinary(_),
            Hive::Binary,
        ) => true,
        (Arrow::Decimal32(..) | Arrow::Decimal64(..) | Arrow::Decimal128(..), Hive::Decimal { .. }) => true,
        (Arrow::Date32, Hive::Date) | (Arrow::Timestamp(..), Hive::Timestamp) => true,
        // The table's schema tells what a number means, so one may be a day or a moment in milliseconds, and the
        // other way around what is stored of those may be read.
        (Arrow::Date32, Hive::Int | Hive::BigInt) | (Arrow::Timestamp(..), Hive::BigInt) => true,
        (Arrow::Int32, Hive::Date) | (Arrow::Int64, Hive::Timestamp) => true,
        (Arrow::List(item), Hive::Array(hive)) => is_readable(item.data_type(), hive),
        (Arrow::Map(entries, _), Hive::Map(key, value)) => match entries.data_type() {
            Arrow::Struct(pair) if pair.len() == 2 => {
                is_readable(pair[0].data_type(), key) && is_readable(pair[1].data_type(), value)
            }
            _ => false,
        },
        (Arrow::Struct(found), Hive::Struct(fields)) => fields.iter().all(|field| {
            let same = found.iter().find(|other| other.name().eq_ignore_ascii_case(&field.name));
            same.is_none_or(|other| is_readable(other.data_type(), &field.data_type))
        }),
        _ => false,
    }
}

fn avro_name(found: &DataType) -> &'static str {
    match found {
        DataType::Boolean => "BOOLEAN",
        DataType::Int32 | DataType::Date32 | DataType::Time32(_) => "INT",
        DataType::Int64 | DataType::Timestamp(..) | DataType::Time64(_) => "LONG",
        DataType::Float32 => "FLOAT",
        DataType::Float64 => "DOUBLE",
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "STRING",
        DataType::Dictionary(..) => "ENUM",
        DataType::FixedSizeBinary(_) => "FIXED",
        DataType::List(_) => "ARRAY",
        DataType::Map(..) => "MAP",
        DataType::Struct(_) => "RECORD",
        DataType::Union(..) => "UNION",
        _ => "BYTES",
    }
}

/// What was decoded as the record's type; values that do not fit are errors, never NULL.
pub(super) fn as_declared(array: &ArrayRef, hive: &HiveType, uri: &str) -> Result<ArrayRef> {
    let strict = CastOptions { safe: false, ..Default::default() };
    let array = match (array.data_type(), hive) {
        // Enums are texts that are written as numbers.
        (DataType::Dictionary(_, values), _) => cast_with_options(array, values, &strict)?,
        _ => array.clone(),
    };
    let wanted = to_arrow(hive)?;
    let adapted = check_decimals(&array).and_then(|()| adapt_with(&array, &wanted, &strict));
    let adapted = adapted.map_err(|error| damaged(&error, uri))?;
    Ok(fit(adapted, hive))
}
