//! Rows on stdout, in every form `--output` knows.

mod arrow_stream;
mod csv;
mod json;
mod readable;
mod rows;
mod table;
mod value;

use std::io;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

pub(crate) use rows::Rows;
pub(crate) use table::TableOptions;

use crate::printer::{Output, Printer};

/// Writes rows as they come.
pub(crate) trait RowSink {
    /// The columns; once, first.
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()>;
    /// Rows of these columns.
    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()>;
    /// The end. The footer is for people: only a table shows it.
    fn finish(&mut self, footer: &str) -> io::Result<()>;
}

/// The sink of an output mode on stdout.
pub(crate) fn sink(printer: Printer, options: TableOptions) -> Box<dyn RowSink> {
    let sink: Box<dyn RowSink> = match printer.output.resolve() {
        Output::Auto | Output::Table => Box::new(table::Table::new(printer.data(), options)),
        Output::Json => Box::new(json::Json::array(printer.data())),
        Output::Ndjson => Box::new(json::Json::lines(printer.data())),
        Output::Csv => Box::new(csv::Csv::new(printer.data())),
        Output::Arrow => return Box::new(arrow_stream::ArrowStream::new(printer.binary())),
    };
    Box::new(readable::Readable(sink))
}
