//! `--output arrow`: an Arrow IPC stream.

use std::io::{self, Write};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::ipc::writer::StreamWriter;

use crate::render::RowSink;
use crate::render::value::arrow_error;

pub(super) enum ArrowStream<W: Write> {
    New(Option<W>),
    Open(Box<StreamWriter<W>>),
}

impl<W: Write> ArrowStream<W> {
    pub(super) fn new(out: W) -> Self {
        Self::New(Some(out))
    }
}

impl<W: Write> RowSink for ArrowStream<W> {
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()> {
        if let Self::New(out) = self
            && let Some(out) = out.take()
        {
            *self = Self::Open(Box::new(StreamWriter::try_new(out, schema).map_err(arrow_error)?));
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match self {
            Self::Open(writer) => writer.write(batch).map_err(arrow_error),
            Self::New(_) => Ok(()),
        }
    }

    fn finish(&mut self, _footer: &str) -> io::Result<()> {
        match self {
            Self::Open(writer) => {
                writer.finish().map_err(arrow_error)?;
                writer.get_mut().flush()
            }
            Self::New(_) => Ok(()),
        }
    }
}
