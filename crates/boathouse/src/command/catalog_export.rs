//! The catalog as a text, which goes out as it is made.

use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use boathouse_catalog::{ExchangeError, Exchanged, ExportRequest};
use boathouse_query::DdlWriter;
use datafusion::arrow::array::{BinaryArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use tokio::sync::mpsc;

use crate::command::execute::Sink;
use crate::command::{CatalogExportCommand, CatalogFormat, CatalogOutcome};
use crate::{Boathouse, Error, Result};

/// The text goes out in pieces of this many bytes.
const PIECE_BYTES: usize = 1 << 18;
/// Pieces on their way; a slow reader holds the export up.
const PIECES_MAX: usize = 4;

/// Hands pieces from the thread that reads the catalog to the reader of the answer.
struct Pieces(mpsc::Sender<Vec<u8>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.0.blocking_send(bytes.to_vec()).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) async fn run(house: &Boathouse, command: CatalogExportCommand, sink: &Sink) -> Result<CatalogOutcome> {
    let started = Instant::now();
    let schema: SchemaRef = Arc::new(Schema::new(vec![Field::new("text", DataType::Binary, false)]));
    sink.schema(schema.clone()).await;
    let (sender, mut pieces) = mpsc::channel(PIECES_MAX);
    let out = BufWriter::with_capacity(PIECE_BYTES, Pieces(sender));
    let pass_on = async {
        while let Some(piece) = pieces.recv().await {
            sink.batch(batch(&schema, &piece)?).await;
        }
        Ok::<(), ArrowError>(())
    };
    let (exported, passed_on) = tokio::join!(write(house, command, out), pass_on);
    let (counted, notes) = exported?;
    passed_on.map_err(|error| Error::Protocol(error.to_string()))?;
    Ok(CatalogOutcome { counted, notes, millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX) })
}

fn batch(schema: &SchemaRef, piece: &[u8]) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_new(schema.clone(), vec![Arc::new(BinaryArray::from_vec(vec![piece]))])
}

async fn write(
    house: &Boathouse,
    command: CatalogExportCommand,
    out: BufWriter<Pieces>,
) -> Result<(Exchanged, Vec<String>), ExchangeError> {
    let request = ExportRequest { databases: command.databases, versions: command.versions };
    match command.format {
        CatalogFormat::Jsonl => Ok((house.catalog().export_json_lines(request, out).await?, Vec::new())),
        CatalogFormat::Ddl => {
            let (writer, written) = DdlWriter::new(out);
            house.catalog().export(request, writer).await?;
            let written = written.lock().clone();
            let counted = Exchanged {
                databases: written.databases,
                tables: written.tables,
                partitions: written.partitions,
                ..Exchanged::default()
            };
            let notes = written.left_out.lines().into_iter().map(|what| format!("DDL leaves out {what}"));
            Ok((counted, notes.collect()))
        }
    }
}
