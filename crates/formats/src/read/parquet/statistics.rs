//! What a footer tells the optimizer about the table's columns.
//!
//! Only ever estimates: bounds of texts may be cut short and NaN is outside of all bounds, so nothing is
//! answered from them. They decide which side of a join is built and how a query is spread.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use boathouse_schema::HiveType;
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, Statistics};
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaData;

use super::{ParquetColumns, schema};
use crate::Result;

/// Rows, and estimates of the columns a query uses, in the order of the table's schema.
pub(super) fn of_file(
    footer: &ParquetMetaData,
    columns: &ParquetColumns,
    table: &SchemaRef,
    rows: usize,
) -> Result<Statistics> {
    let mut statistics = Statistics::new_unknown(table);
    statistics.num_rows = Precision::Exact(rows);
    let file = footer.file_metadata();
    let found = parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata())?;
    let mut asked: Vec<(usize, Field)> = Vec::new();
    for (index, column) in columns.columns.iter().enumerate().filter(|(_, column)| column.used) {
        let names = found.fields().iter().map(|field| field.name().as_str());
        let Some(position) = columns.find(column, names) else { continue };
        let (held, wanted) = (found.field(position), table.field(index).data_type());
        let is_cut = matches!(column.hive, HiveType::Varchar(_) | HiveType::Char(_));
        if !is_cut && is_same(held.data_type(), wanted) && schema::file_name(held.name()) == held.name() {
            asked.push((index, Field::new(held.name(), wanted.clone(), true)));
        }
    }
    let fields: Vec<Field> = asked.iter().map(|(_, field)| field.clone()).collect();
    let known = DFParquetMetadata::statistics_from_parquet_metadata(footer, &Arc::new(Schema::new(fields)))?;
    for ((index, _), known) in asked.into_iter().zip(known.column_statistics) {
        statistics.column_statistics[index] = known.to_inexact();
    }
    Ok(statistics)
}

/// Whether a file's values are what the table holds, so that their bounds are the table's.
fn is_same(held: &DataType, wanted: &DataType) -> bool {
    if wanted.is_nested() {
        return false;
    }
    held == wanted || matches!((held, wanted), (DataType::Utf8, DataType::Utf8View))
}

/// The statistics of all files together.
pub(crate) fn of_files(files: &[Arc<Statistics>], table: &Schema) -> Result<Statistics> {
    if files.is_empty() {
        return Ok(Statistics::new_unknown(table));
    }
    let mut all = Statistics::try_merge_iter(files.iter().map(AsRef::as_ref), table)?;
    all.column_statistics = all.column_statistics.into_iter().map(ColumnStatistics::to_inexact).collect();
    Ok(all)
}
