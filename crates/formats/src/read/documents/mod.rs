//! Formats whose records are values one after the other, wherever lines end.

use std::fmt;
use std::sync::Arc;

use ::bytes::{Buf, BytesMut};
use arrow::array::{ArrayRef, RecordBatch};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result as EngineResult};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::source::{FileScan, LakeFormat, SourceColumn};
use super::text::{Codec, Pieces, RowError};
use crate::{Error, Result};

/// Longest value in bytes; a longer one is an error, so that a value without end cannot fill the memory.
const VALUE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes a batch is made of at most.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A format of values.
pub(crate) trait DocumentFormat: fmt::Debug + Clone + Send + Sync + Unpin + 'static {
    /// Name in plans.
    const NAME: &'static str;
    /// Turns values into columns.
    type Decoder: DocumentDecoder;

    /// A decoder of these columns, in this order.
    fn decoder(&self, columns: &[SourceColumn], batch_rows: usize) -> Result<Self::Decoder>;
}

/// What a decoder took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Taken {
    /// Bytes off the front that are done with.
    pub(crate) bytes: usize,
    /// Rows that came of them.
    pub(crate) rows: usize,
}

/// Turns values into the columns of a batch.
pub(crate) trait DocumentDecoder: Send + 'static {
    /// Takes whole values off the front, at most `rows` rows of them. `ended` says that nothing comes after
    /// the bytes; without it, a value that ends early is left for the next time.
    fn take(&mut self, bytes: &[u8], ended: bool, rows: usize) -> Result<Taken, RowError>;

    /// The projected columns so far, in projection order; the decoder is empty afterwards.
    fn finish(&mut self) -> Result<Vec<ArrayRef>>;
}

/// A format of values as a format of files.
#[derive(Debug, Clone)]
pub(crate) struct Documents<F>(pub(crate) F);

impl<F: DocumentFormat> LakeFormat for Documents<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn opener(&self, scan: FileScan) -> Result<Arc<dyn FileOpener>> {
        Ok(Arc::new(DocumentOpener { format: self.0.clone(), scan }))
    }
}

struct DocumentOpener<F> {
    format: F,
    scan: FileScan,
}

impl<F: DocumentFormat> FileOpener for DocumentOpener<F> {
    fn open(&self, file: PartitionedFile) -> EngineResult<FileOpenFuture> {
        let object = self.scan.object(&file);
        let codec = Codec::of_key(object.path.as_ref(), &object.uri)?;
        let decoder = self.format.decoder(&self.scan.columns, self.scan.batch_rows)?;
        let scan = self.scan.clone();
        Ok(async move {
            let uri = Arc::clone(&object.uri);
            let size = object.size;
            let pieces = Pieces::open(&object, codec, 0..size).await?;
            let batches =
                Batches { pieces, decoder, scan, uri, buffer: BytesMut::new(), offset: 0, ended: false, wanted: 1 };
            let stream = stream::try_unfold(batches, |mut batches| async move {
                Ok::<_, Error>(batches.next().await?.map(|batch| (batch, batches)))
            });
            Ok(stream.map_err(DataFusionError::from).boxed())
        }
        .boxed())
    }
}

struct Batches<D> {
    pieces: Pieces,
    decoder: D,
    scan: FileScan,
    uri: Arc<str>,
    buffer: BytesMut,
    /// Bytes that were taken so far.
    offset: u64,
    ended: bool,
    /// Bytes to have at hand before the decoder is asked again: twice those it made nothing of, so that a long
    /// value is not read over and over.
    wanted: usize,
}

impl<D: DocumentDecoder> Batches<D> {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let (mut rows, mut bytes) = (0, 0);
        loop {
            if rows >= self.scan.batch_rows || bytes >= BATCH_BYTES_MAX {
                return self.scan.batch(self.decoder.finish()?, rows).map(Some);
            }
            while self.buffer.len() < self.wanted && !self.ended {
                match self.pieces.next().await? {
                    Some(piece) => self.buffer.extend_from_slice(&piece),
                    None => self.ended = true,
                }
            }
            if self.buffer.is_empty() {
                return match rows {
                    0 => Ok(None),
                    _ => self.scan.batch(self.decoder.finish()?, rows).map(Some),
                };
            }
            let taken = self.decoder.take(&self.buffer, self.ended, self.scan.batch_rows - rows);
            let taken = taken.map_err(|error| self.placed(error))?;
            if taken == Taken::default() {
                self.starve()?;
                continue;
            }
            self.buffer.advance(taken.bytes);
            self.offset += taken.bytes as u64;
            self.wanted = 1;
            rows += taken.rows;
            bytes += taken.bytes;
        }
    }

    /// Nothing came of what is at hand: more is needed.
    fn starve(&mut self) -> Result<()> {
        let too_long = self.buffer.len() >= VALUE_BYTES_MAX;
        if self.ended || too_long {
            let what = match too_long {
                true => format!("a value is longer than {VALUE_BYTES_MAX} bytes"),
                false => "Unexpected end of input stream".to_owned(),
            };
            return Err(self.placed(RowError::Malformed(what)));
        }
        self.wanted = self.buffer.len().saturating_mul(2);
        Ok(())
    }

    fn placed(&self, error: RowError) -> Error {
        let place = format!("{}, byte {}", self.uri, self.offset);
        match error {
            RowError::BadData(message) => Error::BadData { message, place },
            RowError::Malformed(message) => Error::Cursor { message, place },
        }
    }
}
