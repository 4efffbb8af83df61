//! Values as the text Athena shows: result files, result pages and the command line share it.

mod column;
mod number;
mod readable;
mod temporal;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;

pub(crate) use column::ColumnText;
pub use readable::readable;

/// What prints the columns of a result's batch.
///
/// # Errors
/// When a column is not held as its field says.
pub(crate) fn column_texts(batch: &RecordBatch) -> Result<Vec<ColumnText>, ArrowError> {
    let schema = batch.schema_ref();
    schema.fields().iter().zip(batch.columns()).map(|(field, array)| ColumnText::of_field(field, array)).collect()
}

#[cfg(test)]
mod tests;
