//! A file's columns as the table's.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::CastOptions;
use arrow_schema::{DECIMAL128_MAX_PRECISION, DataType as Arrow, Field, FieldRef};
use boathouse_schema::{HiveType, to_arrow};
use orc_rust::schema::{DataType as Orc, RootDataType};

use super::super::OrcOptions;
use super::super::adapt::{NANO_DIGITS, adapt_with, check_decimals};
use super::super::source::SourceColumn;
use super::super::trino_names::trino_name;
use super::super::widths::fit;
use super::malformed;
use crate::{Error, Result};

/// The index of a column among those of a file.
///
/// Hive before version 2 wrote no names but `_col0` and so on: such files are read by position always.
pub(super) fn find(options: OrcOptions, column: &SourceColumn, file: &RootDataType) -> Option<usize> {
    let position = column.position?;
    let columns = file.children();
    let is_unnamed = |name: &str| name.strip_prefix("_col").is_some_and(|number| number.parse::<u32>().is_ok());
    if options.by_position || columns.iter().all(|other| is_unnamed(other.name())) {
        return (position < columns.len()).then_some(position);
    }
    let exact = columns.iter().position(|other| other.name() == column.name);
    exact.or_else(|| columns.iter().position(|other| other.name().eq_ignore_ascii_case(&column.name)))
}

/// Fails for a column whose values cannot be read as the declared type.
pub(super) fn check(name: &str, orc: &Orc, hive: &HiveType, uri: &str, size: u64) -> Result<()> {
    match misfit(orc, hive, &format!(".{name}")) {
        None => Ok(()),
        Some(what) => Err(super::cannot_open(&what, uri, size)),
    }
}

/// What is wrong with reading `orc` as `hive`, in the engine's words.
fn misfit(orc: &Orc, hive: &HiveType, stream: &str) -> Option<String> {
    use HiveType as Hive;
    let fits = match (orc, hive) {
        (Orc::Boolean { .. }, Hive::Boolean) => true,
        (Orc::Byte { .. }, Hive::TinyInt | Hive::SmallInt | Hive::Int | Hive::BigInt) => true,
        (Orc::Short { .. } | Orc::Int { .. } | Orc::Long { .. }, Hive::SmallInt | Hive::Int | Hive::BigInt) => true,
        (Orc::Float { .. }, Hive::Float | Hive::Double) | (Orc::Double { .. }, Hive::Double) => true,
        (
            Orc::String { .. } | Orc::Varchar { .. } | Orc::Char { .. },
            Hive::String | Hive::Varchar(_) | Hive::Char(_) | Hive::Binary,
        ) => true,
        (Orc::Binary { .. }, Hive::Binary) => true,
        (Orc::Decimal { .. }, Hive::Decimal { .. }) => true,
        (Orc::Timestamp { .. } | Orc::TimestampWithLocalTimezone { .. }, Hive::Timestamp) => true,
        (Orc::Date { .. }, Hive::Date) => true,
        (Orc::List { child, .. }, Hive::Array(item)) => return misfit(child, item, &format!("{stream}.item")),
        (Orc::Map { key, value, .. }, Hive::Map(to_key, to_value)) => {
            return misfit(key, to_key, &format!("{stream}.key"))
                .or_else(|| misfit(value, to_value, &format!("{stream}.value")));
        }
        (Orc::Struct { children, .. }, Hive::Struct(fields)) => {
            return fields.iter().find_map(|field| {
                let same = children.iter().find(|child| child.name().eq_ignore_ascii_case(&field.name))?;
                misfit(same.data_type(), &field.data_type, &format!("{stream}.{}", field.name.to_lowercase()))
            });
        }
        _ => false,
    };
    (!fits).then(|| {
        let (wanted, kind) = (trino_name(hive), kind_name(orc));
        format!("Cannot read SQL type '{wanted}' from ORC stream '{stream}' of type {kind} with attributes {{}}")
    })
}

/// The name of a kind in the ORC specification.
fn kind_name(orc: &Orc) -> &'static str {
    match orc {
        Orc::Boolean { .. } => "BOOLEAN",
        Orc::Byte { .. } => "BYTE",
        Orc::Short { .. } => "SHORT",
        Orc::Int { .. } => "INT",
        Orc::Long { .. } => "LONG",
        Orc::Float { .. } => "FLOAT",
        Orc::Double { .. } => "DOUBLE",
        Orc::String { .. } => "STRING",
        Orc::Varchar { .. } => "VARCHAR",
        Orc::Char { .. } => "CHAR",
        Orc::Binary { .. } => "BINARY",
        Orc::Decimal { .. } => "DECIMAL",
        Orc::Timestamp { .. } => "TIMESTAMP",
        Orc::TimestampWithLocalTimezone { .. } => "TIMESTAMP_INSTANT",
        Orc::Date { .. } => "DATE",
        Orc::Struct { .. } => "STRUCT",
        Orc::List { .. } => "LIST",
        Orc::Map { .. } => "MAP",
        Orc::Union { .. } => "UNION",
    }
}

/// The type to ask the decoder for: timestamps as decimals of seconds. The decoder fails for those that are finer than
/// the type it is asked for, and nanoseconds of 64 bits end in the year 2262.
pub(super) fn decoded_type(orc: &Orc) -> Arrow {
    in_seconds(&orc.to_arrow_data_type())
}

fn in_seconds(arrow: &Arrow) -> Arrow {
    let inner =
        |field: &FieldRef| -> FieldRef { Arc::new(Field::clone(field).with_data_type(in_seconds(field.data_type()))) };
    match arrow {
        Arrow::Timestamp(..) => Arrow::Decimal128(DECIMAL128_MAX_PRECISION, NANO_DIGITS),
        Arrow::List(item) => Arrow::List(inner(item)),
        Arrow::Map(entries, sorted) => Arrow::Map(inner(entries), *sorted),
        Arrow::Struct(fields) => Arrow::Struct(fields.iter().map(inner).collect()),
        other => other.clone(),
    }
}

/// What was decoded as the record's type. Values that do not fit a narrower type are errors, never NULL.
pub(super) fn as_declared(array: &ArrayRef, hive: &HiveType, uri: &str) -> Result<ArrayRef> {
    let strict = CastOptions { safe: false, ..Default::default() };
    let wanted = to_arrow(hive)?;
    let adapted =
        check_decimals(array).and_then(|()| adapt_with(array, &wanted, &strict)).map_err(|error| match hive {
            HiveType::Int => malformed(&"Decoded value out of range for a 32bit number", uri),
            HiveType::SmallInt => malformed(&"Decoded value out of range for a 16bit number", uri),
            _ => Error::BadData { message: format!("Malformed ORC file. {error} [{uri}]"), place: uri.to_owned() },
        })?;
    Ok(fit(adapted, hive))
}
