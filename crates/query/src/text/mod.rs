//! Values as the text Athena shows: result files, result pages and the command line share it.

mod bytes;
mod column;
mod number;
mod readable;
mod temporal;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;

pub(crate) use bytes::BytesText;
pub(crate) use column::ColumnText;
pub(crate) use number::write_decimal;
pub use readable::readable;

/// What prints the columns of a result's batch; `inner` is how bytes within lists, maps and rows are shown.
///
/// # Errors
/// When a column is not held as its field says.
pub(crate) fn column_texts(batch: &RecordBatch, inner: BytesText) -> Result<Vec<ColumnText>, ArrowError> {
    let columns = batch.schema_ref().fields().iter().zip(batch.columns());
    columns.map(|(field, array)| ColumnText::of_field(field, array, inner)).collect()
}

#[cfg(test)]
mod tests;
