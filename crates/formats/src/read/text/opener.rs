//! Lines of an object to record batches.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::{CastOptions, cast_with_options};
use arrow_schema::{DataType, SchemaRef};
use boathouse_schema::HiveType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result as EngineResult};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use object_store::ObjectStore;

use super::bytes::Object;
use super::codec::Codec;
use super::reader::{Extent, LineReader, PlacedLine};
use crate::{Error, Result};

/// Text a batch is made of at most, so that long lines cannot make it huge.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A column of the table as a record holds it.
#[derive(Debug, Clone)]
pub(crate) struct SourceColumn {
    /// Position among the columns of the record; `None` when records do not have the column.
    pub(crate) position: Option<usize>,
    /// Name in the record.
    pub(crate) name: String,
    /// Type the record's text is read as.
    pub(crate) hive: HiveType,
    /// Type the table wants.
    pub(crate) target: DataType,
}

impl SourceColumn {
    /// `array`, read as the record's type, as the table's type.
    pub(crate) fn adapt(&self, array: ArrayRef) -> Result<ArrayRef> {
        if array.data_type() == &self.target {
            return Ok(array);
        }
        Ok(cast_with_options(&array, &self.target, &CastOptions { safe: true, ..Default::default() })?)
    }
}

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

/// Opens the files of a scan.
pub(crate) struct TextOpener<F> {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) bucket: Arc<str>,
    pub(crate) format: F,
    /// The columns to read.
    pub(crate) columns: Arc<[SourceColumn]>,
    pub(crate) width: usize,
    /// Schema of the columns to read, with the table's types.
    pub(crate) schema: SchemaRef,
    pub(crate) batch_rows: usize,
}

impl<F: LineFormat> FileOpener for TextOpener<F> {
    fn open(&self, file: PartitionedFile) -> EngineResult<FileOpenFuture> {
        let path = file.object_meta.location.clone();
        let uri: Arc<str> = format!("s3://{}/{}", self.bucket, path.as_ref()).into();
        let codec = Codec::of_key(path.as_ref(), &uri)?;
        let object = Object { store: Arc::clone(&self.store), path, uri, size: file.object_meta.size };
        let range = match &file.range {
            None => None,
            Some(range) => match (u64::try_from(range.start), u64::try_from(range.end)) {
                (Ok(start), Ok(end)) => Some(start..end),
                _ => return Err(DataFusionError::Internal(format!("a negative byte range {range:?}"))),
            },
        };
        let (header_lines, footer_lines) = self.format.skipped_lines();
        let extent = Extent { range, header_lines, footer_lines };
        let decoder = self.format.decoder(&self.columns, self.width, self.batch_rows)?;
        let (columns, schema) = (Arc::clone(&self.columns), Arc::clone(&self.schema));
        let batch_rows = self.batch_rows;
        Ok(async move {
            let reader = LineReader::open(object, codec, &extent).await?;
            let batches = Batches { reader, decoder, columns, schema, batch_rows, rows: 0, bytes: 0 };
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
    columns: Arc<[SourceColumn]>,
    schema: SchemaRef,
    batch_rows: usize,
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
        self.rows >= self.batch_rows || self.bytes >= BATCH_BYTES_MAX
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
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes) = (0, 0);
        let arrays = self.decoder.finish()?;
        let columns = arrays.into_iter().zip(&*self.columns).map(|(array, column)| column.adapt(array));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}
