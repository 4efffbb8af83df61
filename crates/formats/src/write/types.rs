//! Arrow types as they are stored, so that Athena, Spark and our own catalog agree on them.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};

use crate::{Error, Result};

/// The schema a file of `schema` is written with: unsigned integers widen to the next signed type,
/// as [`boathouse_schema::from_arrow`] registers them, nanoseconds become microseconds (Spark refuses
/// the former) and seconds milliseconds (Parquet has no seconds).
///
/// # Errors
/// [`Error::NotWritable`] for types Parquet or Hive cannot hold.
pub fn writable_schema(schema: &Schema) -> Result<SchemaRef> {
    let fields: Vec<FieldRef> =
        schema.fields().iter().map(|field| writable(field, field.name())).collect::<Result<_>>()?;
    Ok(Arc::new(Schema::new(fields)))
}

/// The batch in the types of `schema`.
pub(super) fn to_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| {
            let same = column.data_type() == field.data_type();
            if same { Ok(Arc::clone(column)) } else { cast(column, field.data_type()) }
        })
        .collect::<Result<_, _>>()?;
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}

fn writable(field: &FieldRef, column: &str) -> Result<FieldRef> {
    let data_type = writable_type(field.data_type(), column)?;
    Ok(Arc::new(Field::new(field.name(), data_type, field.is_nullable())))
}

fn writable_type(data_type: &DataType, column: &str) -> Result<DataType> {
    Ok(match data_type {
        DataType::UInt8 => DataType::Int16,
        DataType::UInt16 | DataType::Time32(_) => DataType::Int32,
        DataType::UInt32 | DataType::Time64(_) => DataType::Int64,
        DataType::UInt64 => DataType::Decimal128(20, 0),
        DataType::Float16 => DataType::Float32,
        DataType::Date64 => DataType::Date32,
        DataType::Null => DataType::Utf8View,
        DataType::Timestamp(TimeUnit::Second, zone) => DataType::Timestamp(TimeUnit::Millisecond, zone.clone()),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::Struct(fields) if fields.is_empty() => {
            return Err(not_writable(column, data_type, "drop the column"));
        }
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|f| writable(f, column)).collect::<Result<Vec<_>>>()?.into())
        }
        DataType::List(item) => DataType::List(writable(item, column)?),
        DataType::LargeList(item) => DataType::LargeList(writable(item, column)?),
        DataType::FixedSizeList(item, _) => DataType::List(writable(item, column)?),
        DataType::Map(entries, sorted) => DataType::Map(writable(entries, column)?, *sorted),
        DataType::Dictionary(_, values) => writable_type(values, column)?,
        DataType::RunEndEncoded(_, values) => writable_type(values.data_type(), column)?,
        DataType::Decimal256(..)
        | DataType::Duration(_)
        | DataType::Interval(_)
        | DataType::Union(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => return Err(not_writable(column, data_type, "cast it to another type first")),
        other => other.clone(),
    })
}

fn not_writable(column: &str, data_type: &DataType, hint: &'static str) -> Error {
    Error::NotWritable { column: column.to_owned(), data_type: data_type.to_string(), hint }
}
