//! Lines of an object to record batches.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result as EngineResult};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::super::source::{FileScan, LakeFormat, SourceColumn, byte_range};
use super::codec::Codec;
use super::reader::{Extent, LineReader, PlacedLine};
use crate::{Error, Result};

/// Text a batch is made of at most, so that long lines cannot make it huge.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Why a line is no row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RowError {
    /// A value contradicts its column's type.
    BadData(String),
    /// The line cannot be taken apart.
    Malformed(String),
}

/// Turns lines into the columns of a batch.
pub(crate) trait LineDecoder: Send + 'static {
    /// Appends one row.
    fn push(&mut self, line: &[u8]) -> Result<(), RowError>;

    /// The projected columns so far, in projection order; the decoder is empty afterwards.
    fn finish(&mut self) -> Result<Vec<ArrayRef>>;
}

/// A text format: how a line becomes a row.
pub(crate) trait LineFormat: fmt::Debug + Clone + Send + Sync + Unpin + 'static {
    /// Name in plans.
    const NAME: &'static str;
    /// Turns lines into columns.
    type Decoder: LineDecoder;

    /// Lines to skip at the start and at the end of each file.
    fn skipped_lines(&self) -> (usize, usize);

    /// A decoder of these columns, in this order, of a record declared to have `width` columns.
    fn decoder(&self, columns: &[SourceColumn], width: usize, batch_rows: usize) -> Result<Self::Decoder>;
}

impl<F: LineFormat> LakeFormat for F {
    fn name(&self) -> &'static str {
        <F as LineFormat>::NAME
    }

    fn opener(&self, scan: FileScan) -> Result<Arc<dyn FileOpener>> {
        Ok(Arc::new(TextOpener { format: self.clone(), scan }))
    }
}

/// Opens the files of a scan.
struct TextOpener<F> {
    format: F,
    scan: FileScan,
}

impl<F: LineFormat> FileOpener for TextOpener<F> {
    fn open(&self, file: PartitionedFile) -> EngineResult<FileOpenFuture> {
        let object = self.scan.object(&file);
        let codec = Codec::of_key(object.path.as_ref(), &object.uri)?;
        let (header_lines, footer_lines) = self.format.skipped_lines();
        let extent = Extent { range: byte_range(&file)?, header_lines, footer_lines };
        let decoder = self.format.decoder(&self.scan.columns, self.scan.width, self.scan.batch_rows)?;
        let scan = self.scan.clone();
        Ok(async move {
            let reader = LineReader::open(object, codec, &extent).await?;
            let batches = Batches { reader, decoder, scan, rows: 0, bytes: 0 };
            let stream = stream::try_unfold(batches, |mut batches| async move {
                Ok::<_, Error>(batches.next().await?.map(|batch| (batch, batches)))
            });
            Ok(stream.map_err(DataFusionError::from).boxed())
        }
        .boxed())
    }
}

struct Batches<D> {
    reader: LineReader,
    decoder: D,
    scan: FileScan,
    /// Rows and bytes of text in the decoder.
    rows: usize,
    bytes: usize,
}

impl<D: LineDecoder> Batches<D> {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            self.decode_lines()?;
            if self.is_full() {
                return self.finish().map(Some);
            }
            if !self.reader.fill().await? {
                return if self.rows == 0 { Ok(None) } else { self.finish().map(Some) };
            }
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= self.scan.batch_rows || self.bytes >= BATCH_BYTES_MAX
    }

    /// Decodes the lines at hand until the batch is full.
    fn decode_lines(&mut self) -> Result<()> {
        while !self.is_full() {
            let Some(line) = self.reader.next()? else { return Ok(()) };
            self.rows += 1;
            self.bytes += line.text.len();
            let (number, offset) = (line.number, line.offset);
            if let Err(error) = self.decoder.push(line.text) {
                let place = PlacedLine::describe(number, offset, self.reader.uri());
                return Err(match error {
                    RowError::BadData(message) => Error::BadData { message, place },
                    RowError::Malformed(message) => Error::Cursor { message, place },
                });
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<RecordBatch> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        self.scan.batch(self.decoder.finish()?, rows)
    }
}
