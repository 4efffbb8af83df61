//! `--output csv`: a header line, then rows; NULL is an empty field and an empty text is `""`.

use std::io::{self, Write};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use crate::render::RowSink;
use crate::render::value::{formatter, text};

pub(super) struct Csv<W> {
    out: W,
    line: String,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, line: String::new() }
    }

    fn write_line(&mut self) -> io::Result<()> {
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

fn push_field(line: &mut String, first: bool, field: Option<&str>) {
    if !first {
        line.push(',');
    }
    match field {
        None => {}
        Some(text) if text.is_empty() || text.contains(['"', ',', '\n', '\r']) => {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        }
        Some(text) => line.push_str(text),
    }
}

impl<W: Write> RowSink for Csv<W> {
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()> {
        for (i, field) in schema.fields().iter().enumerate() {
            push_field(&mut self.line, i == 0, Some(field.name()));
        }
        self.write_line()
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let formatters =
            batch.columns().iter().map(|column| formatter(column.as_ref())).collect::<io::Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            for (i, (column, formatter)) in batch.columns().iter().zip(&formatters).enumerate() {
                push_field(&mut self.line, i == 0, text(column.as_ref(), formatter, row)?.as_deref());
            }
            self.write_line()?;
        }
        Ok(())
    }

    fn finish(&mut self, _footer: &str) -> io::Result<()> {
        self.out.flush()
    }
}
