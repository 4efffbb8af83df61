//! Partition values: raw text to typed values, and which partitions a filter leaves.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, RecordBatchOptions};
use arrow::compute::and_kleene;
use arrow_schema::{DataType, SchemaRef};
use boathouse_schema::{HIVE_DEFAULT_PARTITION, HiveType, to_arrow};
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::Expr;

use super::scalar::{
    parse_boolean, parse_date, parse_decimal, parse_f32, parse_f64, parse_integer, parse_narrow, parse_timestamp,
};
use super::{PartitionLocation, TableLayout};
use crate::{Error, Result};

/// A partition and the typed values of its keys.
#[derive(Debug, Clone)]
pub(crate) struct TypedPartition {
    pub(crate) partition: PartitionLocation,
    pub(crate) values: Vec<ScalarValue>,
}

/// Reads the values of partitions.
///
/// # Errors
/// [`Error::Partition`] for a partition with another number of values than the table has keys, and for
/// text that is no value of its key's type.
pub(crate) fn typed(layout: &TableLayout, partitions: Vec<PartitionLocation>) -> Result<Vec<TypedPartition>> {
    partitions
        .into_iter()
        .map(|partition| {
            if partition.values.len() != layout.partition_keys.len() {
                return Err(Error::Partition {
                    message: format!(
                        "GENERIC_INTERNAL_ERROR: Number of partition values does not match number of filters: the \
                         partition has {}, its table {} partition keys",
                        partition.values.len(),
                        layout.partition_keys.len()
                    ),
                    location: partition.location.to_string(),
                });
            }
            let values = layout
                .partition_keys
                .iter()
                .zip(&partition.values)
                .map(|((key, hive), text)| value(key, hive, text, &partition))
                .collect::<Result<_>>()?;
            Ok(TypedPartition { values, partition })
        })
        .collect()
}

/// One value of a partition key.
fn value(key: &str, hive: &HiveType, text: &str, partition: &PartitionLocation) -> Result<ScalarValue> {
    if text == HIVE_DEFAULT_PARTITION {
        return Ok(ScalarValue::try_from(&to_arrow(hive)?)?);
    }
    let bytes = text.as_bytes();
    let value = match hive {
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            Some(ScalarValue::Utf8View(Some(text.to_owned())))
        }
        HiveType::Boolean => parse_boolean(bytes, false).map(|value| ScalarValue::Boolean(Some(value))),
        HiveType::TinyInt => parse_narrow(bytes).map(|value| ScalarValue::Int8(Some(value))),
        HiveType::SmallInt => parse_narrow(bytes).map(|value| ScalarValue::Int16(Some(value))),
        HiveType::Int => parse_narrow(bytes).map(|value| ScalarValue::Int32(Some(value))),
        HiveType::BigInt => parse_integer(bytes).map(|value| ScalarValue::Int64(Some(value))),
        HiveType::Float => parse_f32(bytes).map(|value| ScalarValue::Float32(Some(value))),
        HiveType::Double => parse_f64(bytes).map(|value| ScalarValue::Float64(Some(value))),
        HiveType::Decimal { precision, scale } => {
            parse_decimal(bytes, *precision, *scale).and_then(|value| decimal(value, hive))
        }
        HiveType::Date => parse_date(bytes).map(|value| ScalarValue::Date32(Some(value))),
        HiveType::Timestamp => parse_timestamp(bytes).map(|value| ScalarValue::TimestampMillisecond(Some(value), None)),
        HiveType::Binary | HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) | HiveType::Union(_) => None,
    };
    value.ok_or_else(|| Error::Partition {
        message: format!(
            "HIVE_INVALID_PARTITION_VALUE: Invalid partition value '{text}' for {} partition key: {key}",
            hive.to_string().to_uppercase()
        ),
        location: partition.location.to_string(),
    })
}

/// An unscaled value in the width the schema gives its type.
fn decimal(value: i128, hive: &HiveType) -> Option<ScalarValue> {
    match to_arrow(hive).ok()? {
        DataType::Decimal64(precision, scale) => {
            Some(ScalarValue::Decimal64(Some(i64::try_from(value).ok()?), precision, scale))
        }
        DataType::Decimal128(precision, scale) => Some(ScalarValue::Decimal128(Some(value), precision, scale)),
        _ => None,
    }
}

/// Those of `all` for which every filter is true; `values` gives their constants, in the order of the schema. The
/// filters are evaluated as they are, so that what a partition source let through too much is dropped here.
pub(crate) fn prune<T>(
    session: &dyn Session,
    schema: &SchemaRef,
    all: Vec<T>,
    values: impl Fn(&T) -> &[ScalarValue],
    filters: &[Expr],
) -> Result<Vec<T>> {
    if filters.is_empty() || all.is_empty() {
        return Ok(all);
    }
    let columns = (0..schema.fields().len())
        .map(|index| ScalarValue::iter_to_array(all.iter().filter_map(|one| values(one).get(index).cloned())))
        .collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(all.len()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?;
    let names = DFSchema::try_from(Arc::clone(schema))?;
    let mut kept = None;
    for filter in filters {
        let outcome = session.create_physical_expr(filter.clone(), &names)?.evaluate(&batch)?;
        let outcome = outcome.into_array(batch.num_rows())?;
        let outcome = outcome
            .as_boolean_opt()
            .ok_or_else(|| Error::InvalidLayout(format!("the partition filter {filter} is not a condition")))?;
        kept = Some(match kept {
            None => outcome.clone(),
            Some(kept) => and_kleene(&kept, outcome)?,
        });
    }
    let Some(kept) = kept else { return Ok(all) };
    let rows = all.into_iter().enumerate();
    Ok(rows.filter_map(|(row, one)| (kept.is_valid(row) && kept.value(row)).then_some(one)).collect())
}
