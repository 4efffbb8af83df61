//! Rows of listings (`tables`, `buckets`, …), which are no query results but go through the same sinks.

use std::io;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};

use crate::printer::Printer;
use crate::render::value::arrow_error;
use crate::render::{TableOptions, sink};

/// Columns of a listing, gathered one by one.
#[derive(Default)]
pub(crate) struct Rows {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Rows {
    #[must_use]
    fn column(mut self, name: &str, data_type: DataType, array: ArrayRef) -> Self {
        self.fields.push(Field::new(name, data_type, true));
        self.columns.push(array);
        self
    }

    /// A column of texts.
    #[must_use]
    pub(crate) fn text<T: Into<String>>(self, name: &str, values: impl IntoIterator<Item = Option<T>>) -> Self {
        let array = StringArray::from_iter(values.into_iter().map(|value| value.map(Into::into)));
        self.column(name, DataType::Utf8, Arc::new(array))
    }

    /// A column of counts.
    #[must_use]
    pub(crate) fn number(self, name: &str, values: impl IntoIterator<Item = Option<u64>>) -> Self {
        let values = values.into_iter().map(|value| value.map(|n| i64::try_from(n).unwrap_or(i64::MAX)));
        self.column(name, DataType::Int64, Arc::new(Int64Array::from_iter(values)))
    }

    /// A column of yes and no.
    #[must_use]
    pub(crate) fn flag(self, name: &str, values: impl IntoIterator<Item = bool>) -> Self {
        let array = BooleanArray::from_iter(values.into_iter().map(Some));
        self.column(name, DataType::Boolean, Arc::new(array))
    }

    /// Writes the listing.
    pub(crate) fn print(self, printer: Printer, footer: &str) -> io::Result<()> {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.columns).map_err(arrow_error)?;
        let mut out = sink(printer, TableOptions::listing());
        out.schema(&batch.schema())?;
        out.batch(&batch)?;
        out.finish(footer)
    }
}
