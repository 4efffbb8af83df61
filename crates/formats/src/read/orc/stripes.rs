//! The stripes of a file to record batches.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{Field, Schema, SchemaRef};
use boathouse_schema::to_arrow;
use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result as EngineResult};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use orc_rust::array_decoder::NaiveStripeDecoder;
use orc_rust::projection::ProjectionMask;
use orc_rust::reader::metadata::FileMetadata;
use orc_rust::schema::RootDataType;
use orc_rust::stripe::{Stripe, StripeMetadata};

use super::super::panics::{caught, caught_async};
use super::super::source::{FileScan, byte_range};
use super::super::text::Object;
use super::reader::OrcReader;
use super::{OrcFormat, columns, decoder_error, nanos, prune};
use crate::{Error, Result};

/// Opens the files of a scan.
pub(super) struct OrcOpener {
    pub(super) format: OrcFormat,
    pub(super) scan: FileScan,
}

impl FileOpener for OrcOpener {
    fn open(&self, file: PartitionedFile) -> EngineResult<FileOpenFuture> {
        let (format, scan) = (self.format.clone(), self.scan.clone());
        let range = byte_range(&file)?;
        Ok(async move {
            let object = scan.object(&file);
            let footer = format.footers.get(&object, &file.object_meta).await?;
            let keep = prune::stripes(format.options, scan.predicate.as_ref(), &footer);
            // A stripe is read by whoever has the range its first byte is in.
            let mine = |stripe: &StripeMetadata| range.as_ref().is_none_or(|range| range.contains(&stripe.offset()));
            let stripes = footer.stripe_metadatas().iter().zip(keep).filter(|(stripe, keep)| *keep && mine(stripe));
            let stripes = stripes.map(|(stripe, _)| stripe.clone()).collect();
            let columns = FileColumns::new(&format, &scan, &footer, &object)?;
            let file = OpenFile { object, footer, scan, columns };
            let batches = Batches { file, stripes, state: State::Between };
            let stream = stream::try_unfold(batches, |mut batches| async move {
                Ok::<_, Error>(batches.next().await?.map(|batch| (batch, batches)))
            });
            Ok(stream.map_err(DataFusionError::from).boxed())
        }
        .boxed())
    }
}

/// Where the columns to read are in a file.
struct FileColumns {
    /// By the scan's columns: the place among those that are decoded.
    places: Vec<Option<usize>>,
    root: RootDataType,
    schema: SchemaRef,
}

impl FileColumns {
    fn new(format: &OrcFormat, scan: &FileScan, footer: &FileMetadata, object: &Object) -> Result<Self> {
        let file = footer.root_data_type();
        let found: Vec<Option<usize>> =
            scan.columns.iter().map(|column| columns::find(format.options, column, file)).collect();
        for (column, index) in scan.columns.iter().zip(&found) {
            if let Some(orc) = index.and_then(|index| file.children().get(index)) {
                columns::check(&column.name, orc.data_type(), &column.hive, &object.uri, object.size)?;
            }
        }
        // The decoder gives what it is asked for in the order of the file.
        let mut wanted: Vec<usize> = found.iter().copied().flatten().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let indices = wanted.iter().filter_map(|index| Some(file.children().get(*index)?.data_type().column_index()));
        let root = file.project(&ProjectionMask::roots(file, indices));
        let decoded = root.children().iter();
        let decoded = decoded.map(|column| Field::new(column.name(), columns::decoded_type(column.data_type()), true));
        let schema = Arc::new(Schema::new(decoded.collect::<Vec<_>>()));
        let places = found.into_iter().map(|index| wanted.binary_search(&index?).ok()).collect();
        Ok(Self { places, root, schema })
    }
}

enum State {
    /// A stripe is being decoded.
    Inside(Box<NaiveStripeDecoder>),
    /// Rows of a stripe of which no column is wanted.
    Rows(u64),
    Between,
}

/// A file that was opened.
struct OpenFile {
    object: Object,
    footer: Arc<FileMetadata>,
    scan: FileScan,
    columns: FileColumns,
}

struct Batches {
    file: OpenFile,
    stripes: VecDeque<StripeMetadata>,
    state: State,
}

impl Batches {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            match &mut self.state {
                State::Inside(decoder) => {
                    let uri = &self.file.object.uri;
                    let next = || decoder.next().transpose().map_err(|error| decoder_error(error, uri));
                    if let Some(batch) = caught("ORC", uri, next)? {
                        return self.file.batch(batch.columns(), batch.num_rows()).map(Some);
                    }
                    self.state = State::Between;
                }
                State::Rows(left) if *left > 0 => {
                    let rows = usize::try_from(*left).unwrap_or(usize::MAX).min(self.file.scan.batch_rows);
                    *left -= rows as u64;
                    return self.file.batch(&[], rows).map(Some);
                }
                State::Rows(_) => self.state = State::Between,
                State::Between => {
                    let Some(stripe) = self.stripes.pop_front() else { return Ok(None) };
                    self.state = self.file.stripe(&stripe).await?;
                }
            }
        }
    }
}

impl OpenFile {
    async fn stripe(&self, info: &StripeMetadata) -> Result<State> {
        if self.columns.schema.fields().is_empty() {
            return Ok(State::Rows(info.number_of_rows()));
        }
        let uri = &self.object.uri;
        let mut reader = OrcReader::new(self.object.clone(), Bytes::new());
        reader.codec = self.footer.compression().map(|compression| compression.compression_type());
        reader.unread = info.offset()..info.offset() + info.index_length();
        let read = async {
            let stripe = Stripe::new_async(&mut reader, &self.footer, &self.columns.root, info).await;
            let stripe = stripe.map_err(|error| decoder_error(error, uri))?;
            nanos::check(&stripe, uri)?;
            let schema = Arc::clone(&self.columns.schema);
            let decoder = NaiveStripeDecoder::new(stripe, schema, self.scan.batch_rows);
            decoder.map_err(|error| decoder_error(error, uri))
        };
        Ok(State::Inside(Box::new(caught_async("ORC", uri, read).await?)))
    }

    /// The columns of the scan out of those that were decoded; those a file does not have are NULL.
    fn batch(&self, decoded: &[ArrayRef], rows: usize) -> Result<RecordBatch> {
        let arrays = self.columns.places.iter().zip(&*self.scan.columns).map(|(place, column)| {
            match place.and_then(|place| decoded.get(place)) {
                Some(array) => columns::as_declared(array, &column.hive, &self.object.uri),
                None => Ok(new_null_array(&to_arrow(&column.hive)?, rows)),
            }
        });
        self.scan.batch(arrays.collect::<Result<_>>()?, rows)
    }
}
