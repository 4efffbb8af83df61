//! Rows for the forms that people read: types of SQL that Arrow does not know come as text.

use std::io;

use boathouse::query::readable;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use crate::render::RowSink;
use crate::render::value::arrow_error;

/// Hands on what it gets, readable.
pub(super) struct Readable(pub(super) Box<dyn RowSink>);

impl RowSink for Readable {
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()> {
        let none = readable(&RecordBatch::new_empty(schema.clone())).map_err(arrow_error)?;
        self.0.schema(&none.schema())
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.0.batch(&readable(batch).map_err(arrow_error)?)
    }

    fn finish(&mut self, footer: &str) -> io::Result<()> {
        self.0.finish(footer)
    }
}
