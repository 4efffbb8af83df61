//! `--output json` (one array, `[]` when there is nothing) and `ndjson` (one object a line).

use std::io::{self, Write};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use crate::render::RowSink;
use crate::render::value::{write_json, write_string};

pub(super) struct Json<W> {
    out: W,
    array: bool,
    rows: u64,
    names: Vec<Vec<u8>>,
}

impl<W: Write> Json<W> {
    pub(super) fn array(out: W) -> Self {
        Self { out, array: true, rows: 0, names: Vec::new() }
    }

    pub(super) fn lines(out: W) -> Self {
        Self { out, array: false, rows: 0, names: Vec::new() }
    }
}

impl<W: Write> RowSink for Json<W> {
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()> {
        for field in schema.fields() {
            let mut name = Vec::new();
            write_string(field.name(), &mut name)?;
            self.names.push(name);
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let mut line = Vec::new();
        for row in 0..batch.num_rows() {
            if self.array {
                line.extend_from_slice(if self.rows == 0 { b"[\n" } else { b",\n" });
            }
            line.push(b'{');
            for (i, (name, column)) in self.names.iter().zip(batch.columns()).enumerate() {
                if i > 0 {
                    line.push(b',');
                }
                line.extend_from_slice(name);
                line.push(b':');
                write_json(column.as_ref(), row, &mut line)?;
            }
            line.push(b'}');
            if !self.array {
                line.push(b'\n');
            }
            self.rows += 1;
            self.out.write_all(&line)?;
            line.clear();
        }
        Ok(())
    }

    fn finish(&mut self, _footer: &str) -> io::Result<()> {
        match (self.array, self.rows) {
            (true, 0) => self.out.write_all(b"[]\n")?,
            (true, _) => self.out.write_all(b"\n]\n")?,
            (false, _) => {}
        }
        self.out.flush()
    }
}
