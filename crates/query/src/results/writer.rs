//! Writing a result object while its rows are produced: nothing of it is held but the chunk under way.

use boathouse_lake::{Lake, PutOptions};
use boathouse_schema::S3Uri;
use bytes::Bytes;
use datafusion::execution::SendableRecordBatchStream;
use futures::channel::mpsc::{Sender, channel};
use futures::{SinkExt, StreamExt};

use super::csv::CsvEncoder;
use super::{ColumnInfo, RowIndex};
use crate::Failure;
use crate::text::BytesText;

/// Bytes that are handed to the store at a time.
const CHUNK_BYTES: usize = 256 << 10;
/// Chunks that may wait for the store.
const CHUNKS_WAITING: usize = 2;
/// Rows encoded between two looks at the size of the chunk.
const STEP_ROWS: usize = 256;

type Chunk = std::io::Result<Bytes>;

/// Why the producing side stopped.
enum Stopped {
    Failed(Failure),
    /// The store no longer takes anything and says why itself.
    Refused,
}

/// Streams `rows` to the object at `location` and returns the index of its lines. The object appears
/// when all of it is written, or not at all. Bytes within other values are shown as the pair's second says.
///
/// # Errors
/// The query's failure, or the store's.
pub(crate) async fn write_csv(
    lake: &Lake,
    location: &S3Uri,
    content_type: &str,
    (columns, inner): (&[ColumnInfo], BytesText),
    rows: SendableRecordBatchStream,
) -> Result<RowIndex, Failure> {
    let (chunks, body) = channel(CHUNKS_WAITING);
    let encoder = CsvEncoder::showing(inner);
    let (produced, put) =
        futures::join!(produce(columns, encoder, rows, chunks), put(lake, location, content_type, body));
    match (produced, put) {
        (Ok(index), Ok(())) => Ok(index),
        (Err(Stopped::Failed(failure)), _) | (_, Err(failure)) => Err(failure),
        (Err(Stopped::Refused), Ok(())) => {
            Err(Failure::result_write(&location.to_string(), &"the store stopped early"))
        }
    }
}

/// Puts a small object whole.
pub(crate) async fn write_small(
    lake: &Lake,
    location: &S3Uri,
    content_type: &str,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let body = futures::stream::iter([Ok(Bytes::from(bytes))]);
    put(lake, location, content_type, body).await
}

async fn put(
    lake: &Lake,
    location: &S3Uri,
    content_type: &str,
    body: impl futures::Stream<Item = Chunk> + Send,
) -> Result<(), Failure> {
    let options = PutOptions { content_type: Some(content_type.to_owned()), ..PutOptions::default() };
    match lake.put(&location.bucket, &location.key, options, body).await {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::result_write(&location.to_string(), &error)),
    }
}

async fn produce(
    columns: &[ColumnInfo],
    encoder: CsvEncoder,
    rows: SendableRecordBatchStream,
    mut chunks: Sender<Chunk>,
) -> Result<RowIndex, Stopped> {
    let outcome = encode(columns, encoder, rows, &mut chunks).await;
    if let Err(Stopped::Failed(failure)) = &outcome {
        // A broken body is never published.
        chunks.send(Err(std::io::Error::other(failure.to_string()))).await.ok();
    }
    outcome
}

async fn encode(
    columns: &[ColumnInfo],
    mut encoder: CsvEncoder,
    mut rows: SendableRecordBatchStream,
    chunks: &mut Sender<Chunk>,
) -> Result<RowIndex, Stopped> {
    let mut buffer = Vec::with_capacity(CHUNK_BYTES);
    encoder.header(columns.iter().map(|column| column.name.as_str()), &mut buffer);
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(|error| Stopped::Failed(error.into()))?;
        for start in (0..batch.num_rows()).step_by(STEP_ROWS) {
            let step = start..(start + STEP_ROWS).min(batch.num_rows());
            encoder
                .batch(&batch, step, &mut buffer)
                .map_err(|error| Stopped::Failed(datafusion::error::DataFusionError::from(error).into()))?;
            if buffer.len() >= CHUNK_BYTES {
                send(chunks, &mut buffer).await?;
            }
        }
    }
    send(chunks, &mut buffer).await?;
    Ok(encoder.into_index())
}

async fn send(chunks: &mut Sender<Chunk>, buffer: &mut Vec<u8>) -> Result<(), Stopped> {
    let full = std::mem::replace(buffer, Vec::with_capacity(CHUNK_BYTES));
    chunks.send(Ok(full.into())).await.map_err(|_| Stopped::Refused)
}
