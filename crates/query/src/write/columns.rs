//! The columns of a query as a table of Hive's holds them.

use std::sync::Arc;

use boathouse_schema::{Field, HiveType, to_arrow};
use boathouse_sql::analyzer::OutputColumn;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{Field as ArrowField, Schema, SchemaRef};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::StreamExt;

use crate::Failure;

/// The digits that timestamps of Hive's tables have.
const TIMESTAMP_DIGITS: u8 = 3;
/// Longest texts with a bound that Hive's tables have.
const VARCHAR_CHARS_MAX: u32 = 65_535;
const CHAR_CHARS_MAX: u32 = 255;

/// The columns with the types they are stored with.
///
/// # Errors
/// A type that Hive's tables do not have.
pub(super) fn stored(columns: &[OutputColumn]) -> Result<Vec<(String, HiveType)>, Failure> {
    let stored = |column: &OutputColumn| {
        check_timestamps(&column.data_type, column)?;
        let unsupported = |inner: &Type| {
            let text = match inner {
                Type::Row(_) => {
                    format!("Anonymous row type is not supported in Hive. Please give each field a name: {inner}")
                }
                other => format!("Unsupported Hive type: {other}"),
            };
            Failure::engine("NOT_SUPPORTED", None, &text)
        };
        let data_type = hive_type(&column.data_type).ok_or_else(|| unsupported(culprit(&column.data_type)))?;
        Ok((column.name.clone(), data_type))
    };
    columns.iter().map(stored).collect()
}

fn check_timestamps(data_type: &Type, column: &OutputColumn) -> Result<(), Failure> {
    match data_type {
        Type::Timestamp(digits) if *digits != TIMESTAMP_DIGITS => {
            let text = format!(
                "Incorrect timestamp precision for {data_type}; the configured precision is MILLISECONDS; \
                 column name: {}",
                column.name
            );
            Err(Failure::engine("NOT_SUPPORTED", None, &text))
        }
        Type::Array(element) => check_timestamps(element, column),
        Type::Map(key, value) => check_timestamps(key, column).and_then(|()| check_timestamps(value, column)),
        Type::Row(fields) => fields.iter().try_for_each(|field| check_timestamps(&field.data_type, column)),
        _ => Ok(()),
    }
}

/// Refuses lengths of texts that no column of a table of Hive's can be declared with.
///
/// # Errors
/// Trino's, for a length beyond what Hive has; what Hive says of none.
pub(super) fn check_lengths(data_type: &HiveType) -> Result<(), Failure> {
    let out_of_range = |name: &str, length: u32, most: u32| {
        let text = format!("{name} length {length} out of allowed range [1, {most}]");
        Err(Failure::engine("GENERIC_INTERNAL_ERROR", None, &text))
    };
    let unsupported = |also: &str| {
        let text = format!("Unsupported Hive type: {data_type}. Supported {also}.");
        Err(Failure::engine("NOT_SUPPORTED", None, &text))
    };
    match data_type {
        HiveType::Varchar(length @ 0) => out_of_range("Varchar", *length, VARCHAR_CHARS_MAX),
        HiveType::Char(length @ 0) => out_of_range("Char", *length, CHAR_CHARS_MAX),
        HiveType::Varchar(length) if *length > VARCHAR_CHARS_MAX => {
            unsupported(&format!("VARCHAR types: VARCHAR(<={VARCHAR_CHARS_MAX}), VARCHAR"))
        }
        HiveType::Char(length) if *length > CHAR_CHARS_MAX => {
            unsupported(&format!("CHAR types: CHAR(<={CHAR_CHARS_MAX})"))
        }
        HiveType::Array(item) => check_lengths(item),
        HiveType::Map(key, value) => check_lengths(key).and_then(|()| check_lengths(value)),
        HiveType::Struct(fields) => fields.iter().try_for_each(|field| check_lengths(&field.data_type)),
        _ => Ok(()),
    }
}

/// The part of a type for which there is none of Hive's.
fn culprit(data_type: &Type) -> &Type {
    let inner = match data_type {
        Type::Array(element) => vec![&**element],
        Type::Map(key, value) => vec![&**key, &**value],
        Type::Row(fields) if fields.iter().all(|field| field.name.is_some()) => {
            fields.iter().map(|field| &field.data_type).collect()
        }
        _ => return data_type,
    };
    inner.into_iter().find(|inner| hive_type(inner).is_none()).map_or(data_type, culprit)
}

/// The type a table's column would have; none for what Hive's tables cannot hold.
pub(crate) fn hive_type(data_type: &Type) -> Option<HiveType> {
    Some(match data_type {
        Type::Boolean => HiveType::Boolean,
        Type::TinyInt => HiveType::TinyInt,
        Type::SmallInt => HiveType::SmallInt,
        Type::Integer => HiveType::Int,
        Type::BigInt => HiveType::BigInt,
        Type::Real => HiveType::Float,
        Type::Double => HiveType::Double,
        Type::Decimal { precision, scale } => HiveType::Decimal { precision: *precision, scale: *scale },
        Type::Varchar(None) => HiveType::String,
        Type::Varchar(Some(length)) => HiveType::Varchar(*length),
        Type::Char(length) => HiveType::Char(*length),
        Type::Varbinary => HiveType::Binary,
        Type::Date => HiveType::Date,
        Type::Timestamp(_) => HiveType::Timestamp,
        Type::Array(element) => HiveType::Array(Box::new(hive_type(element)?)),
        Type::Map(key, value) => HiveType::Map(Box::new(hive_type(key)?), Box::new(hive_type(value)?)),
        Type::Row(fields) => {
            let field = |field: &boathouse_types::RowField| {
                Some(Field::new(field.name.as_deref()?, hive_type(&field.data_type)?))
            };
            HiveType::Struct(fields.iter().map(field).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// The rows in the types that Hive's columns are held with, under these names.
///
/// # Errors
/// A type that has no counterpart.
pub(super) fn as_stored(
    rows: SendableRecordBatchStream,
    columns: &[(String, HiveType)],
) -> Result<SendableRecordBatchStream, Failure> {
    let field = |(name, hive): &(String, HiveType)| Ok(ArrowField::new(name, to_arrow(hive)?, true));
    let fields = columns.iter().map(field).collect::<boathouse_schema::Result<Vec<_>>>();
    let schema: SchemaRef = Arc::new(Schema::new(fields.map_err(|error| Failure::internal(&error))?));
    let target = schema.clone();
    let cast_batch = move |batch: RecordBatch| {
        let columns = batch.columns().iter().zip(target.fields()).map(|(column, field)| {
            let same = column.data_type() == field.data_type();
            if same { Ok(Arc::clone(column)) } else { cast(column, field.data_type()) }
        });
        let columns = columns.collect::<Result<Vec<ArrayRef>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&target), columns, &options)?)
    };
    let rows = rows.map(move |batch| batch.and_then(&cast_batch));
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hives_tables_hold() {
        for (written, expected) in [
            ("varchar", Ok("string")),
            ("varchar(5)", Ok("varchar(5)")),
            ("char(2)", Ok("char(2)")),
            ("real", Ok("float")),
            ("decimal(10,2)", Ok("decimal(10,2)")),
            ("timestamp(3)", Ok("timestamp")),
            ("array(row(a integer, b varchar))", Ok("array<struct<a:int,b:string>>")),
            ("map(varchar, double)", Ok("map<string,double>")),
            ("json", Err("NOT_SUPPORTED: Unsupported Hive type: json")),
            ("time(3)", Err("NOT_SUPPORTED: Unsupported Hive type: time(3)")),
            ("array(uuid)", Err("NOT_SUPPORTED: Unsupported Hive type: uuid")),
            ("timestamp(3) with time zone", Err("NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone")),
            ("interval day to second", Err("NOT_SUPPORTED: Unsupported Hive type: interval day to second")),
            (
                "timestamp(6)",
                Err("NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is \
                     MILLISECONDS; column name: c"),
            ),
        ] {
            let column = OutputColumn { name: "c".to_owned(), data_type: written.parse().expect("a type") };
            let found = stored(&[column]).map(|columns| columns[0].1.to_string());
            assert_eq!(found.as_deref().map_err(|failure| failure.reason.as_str()), expected, "{written}");
        }
    }
}
