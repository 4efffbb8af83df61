//! Footers: read once, checked before anything relies on them, cached.
//!
//! The Parquet library trusts a footer's numbers and panics on some wrong ones, so objects are checked
//! here first.

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

use arrow_schema::SchemaRef;
use bytes::Bytes;
use datafusion::common::{HashMap, Statistics};
use datafusion::datasource::physical_plan::parquet::CachedParquetMetaData;
use datafusion::execution::cache::Cache;
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadata};
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::super::cache::BucketMetadataCache;
use super::super::footer_meter::{ScannedFooters, look};
use super::super::panics::caught;
use super::reader::unreadable;
use super::schema::safe_footer;
use super::{ParquetColumns, statistics};
use crate::{Error, Result};

/// Bytes read from the end of a file in the hope that they hold the whole footer.
const FOOTER_BYTES: u64 = 16 * 1024;
/// Longest footer in bytes that is read.
const FOOTER_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Length and magic number at the end of a file.
const TAIL_BYTES: u64 = 8;
/// Magic number at the start, the empty footer's length and magic number at the end.
const FILE_BYTES_MIN: u64 = 12;
/// Footers read at the same time.
pub(super) const FOOTERS_MAX: usize = 32;

/// A footer, and how much of its file it is.
struct Kept {
    footer: CachedParquetMetaData,
    bytes: u64,
}

impl FileMetadata for Kept {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn memory_size(&self) -> usize {
        self.footer.memory_size()
    }

    fn extra_info(&self) -> HashMap<String, String> {
        self.footer.extra_info()
    }
}

/// The footers of the objects of one bucket.
#[derive(Debug, Clone)]
pub(crate) struct Footers {
    store: Arc<dyn ObjectStore>,
    cache: Arc<BucketMetadataCache>,
    bucket: Arc<str>,
    scanned: ScannedFooters,
}

impl Footers {
    pub(super) fn new(store: Arc<dyn ObjectStore>, cache: Arc<BucketMetadataCache>, bucket: &str) -> Self {
        Self { store, cache, bucket: bucket.into(), scanned: ScannedFooters::default() }
    }

    /// The same as one scan looks at them.
    #[must_use]
    pub(crate) fn counted_by(self, scanned: ScannedFooters) -> Self {
        Self { scanned, ..self }
    }

    /// The object's location, for messages.
    pub(super) fn uri(&self, object: &ObjectMeta) -> String {
        format!("s3://{}/{}", self.bucket, object.location)
    }

    /// What is known of each of the objects, in order; stops after the objects whose rows reach `limit`.
    pub(crate) async fn statistics(
        &self,
        objects: Vec<ObjectMeta>,
        limit: Option<usize>,
        columns: &Arc<ParquetColumns>,
        table: &SchemaRef,
    ) -> Result<Vec<Arc<Statistics>>> {
        let read =
            |object: &ObjectMeta| self.clone().statistics_of(object.clone(), Arc::clone(columns), Arc::clone(table));
        let reads: Vec<_> = objects.iter().map(read).collect();
        let mut footers = std::pin::pin!(stream::iter(reads).buffered(FOOTERS_MAX));
        let mut found = Vec::new();
        let mut rows = 0_usize;
        while limit.is_none_or(|limit| rows < limit) {
            let Some((count, bytes, statistics)) = footers.try_next().await? else { break };
            rows = rows.saturating_add(count);
            // Those beyond the limit are read in advance, and nobody looks at them.
            self.scanned.count(&objects[found.len()], bytes);
            found.push(statistics);
        }
        Ok(found)
    }

    async fn statistics_of(
        self,
        object: ObjectMeta,
        columns: Arc<ParquetColumns>,
        table: SchemaRef,
    ) -> Result<(usize, u64, Arc<Statistics>)> {
        let (footer, bytes) = self.known(&object).await?;
        let rows = footer.row_groups().iter().fold(0_i64, |rows, group| rows.saturating_add(group.num_rows()));
        let rows = usize::try_from(rows);
        let rows = rows.map_err(|_| self.bad(&object, "a row group has a negative number of rows"))?;
        let known = || statistics::of_file(&footer, &columns, &table, rows);
        Ok((rows, bytes, Arc::new(caught("Parquet", &self.uri(&object), known)?)))
    }

    /// The footer of one object, without its page index unless the cache has it.
    pub(super) async fn get(&self, object: &ObjectMeta) -> Result<Arc<ParquetMetaData>> {
        let (footer, bytes) = self.known(object).await?;
        self.scanned.count(object, bytes);
        Ok(footer)
    }

    /// The footer of one object as its writer made it. It is not kept.
    pub(super) async fn as_written(&self, object: &ObjectMeta) -> Result<Arc<ParquetMetaData>> {
        Ok(Arc::new(self.decoded(object, |footer, _| Ok(footer)).await?.0))
    }

    /// The footer of one object and its bytes, which are not counted.
    async fn known(&self, object: &ObjectMeta) -> Result<(Arc<ParquetMetaData>, u64)> {
        if let Some(kept) = self.kept(object) {
            return Ok(kept);
        }
        let (footer, bytes) = self.read(object).await?;
        self.keep(object, &footer, bytes);
        Ok((footer, bytes))
    }

    fn kept(&self, object: &ObjectMeta) -> Option<(Arc<ParquetMetaData>, u64)> {
        let cached = self.cache.current(object)?;
        let kept = cached.file_metadata.as_any().downcast_ref::<Kept>()?;
        Some((Arc::clone(kept.footer.parquet_metadata()), kept.bytes))
    }

    fn keep(&self, object: &ObjectMeta, footer: &Arc<ParquetMetaData>, bytes: u64) {
        let kept = Kept { footer: CachedParquetMetaData::new(Arc::clone(footer)), bytes };
        self.cache.put(&object.location, CachedFileMetadataEntry::new(object.clone(), Arc::new(kept)));
    }

    /// Puts a footer into the cache with what was added to it, unless it has dropped out.
    pub(super) fn remember(&self, object: &ObjectMeta, footer: &Arc<ParquetMetaData>) {
        if let Some((_, bytes)) = self.kept(object) {
            self.keep(object, footer, bytes);
        }
    }

    async fn read(&self, object: &ObjectMeta) -> Result<(Arc<ParquetMetaData>, u64)> {
        let (footer, bytes) = self.decoded(object, safe_footer).await?;
        Ok((Arc::new(footer), bytes))
    }

    /// Reads a footer and checks it.
    async fn decoded(
        &self,
        object: &ObjectMeta,
        change: impl FnOnce(ParquetMetaData, &str) -> ParquetResult<ParquetMetaData>,
    ) -> Result<(ParquetMetaData, u64)> {
        let size = object.size;
        if size < FILE_BYTES_MIN {
            return Err(self.bad(object, &format!("it has {size} bytes")));
        }
        let start = size.saturating_sub(FOOTER_BYTES);
        let end = self.bytes(object, start..size).await?;
        let length = self.footer_length(object, &end)?;
        let range = size - TAIL_BYTES - length..size - TAIL_BYTES;
        let footer = if range.start >= start {
            let from = usize::try_from(range.start - start).unwrap_or(usize::MAX);
            end.slice(from.min(end.len())..end.len().saturating_sub(8))
        } else {
            self.bytes(object, range.clone()).await?
        };
        let uri = self.uri(object);
        let decode = || {
            let decoded = ParquetMetaDataReader::decode_metadata(&footer);
            decoded.and_then(|footer| change(footer, &uri)).map_err(|error| unreadable(&uri, &error))
        };
        let footer = caught("Parquet", &uri, decode)?;
        self.check_ranges(object, &footer, range.start)?;
        Ok((footer, length + TAIL_BYTES))
    }

    async fn bytes(&self, object: &ObjectMeta, range: Range<u64>) -> Result<Bytes> {
        let read = look(self.store.as_ref(), &object.location, range).await;
        read.map_err(|error| unreadable(&self.uri(object), &error))
    }

    /// The footer's length, by the last bytes of the file.
    fn footer_length(&self, object: &ObjectMeta, end: &[u8]) -> Result<u64> {
        let Some((_, [a, b, c, d, magic @ ..])) = end.split_last_chunk::<8>() else {
            return Err(self.bad(object, "it has no end"));
        };
        if magic == b"PARE" {
            return Err(self.bad(object, "its footer is encrypted, which is not supported"));
        }
        if magic != b"PAR1" {
            return Err(self.bad(object, &format!("expected magic number: PAR1 got: {}", magic.escape_ascii())));
        }
        let length = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
        if length > FOOTER_BYTES_MAX.min(object.size - FILE_BYTES_MIN) {
            return Err(self.bad(object, &format!("its footer cannot have {length} bytes")));
        }
        Ok(length)
    }

    /// Fails unless every column chunk lies before the footer.
    fn check_ranges(&self, object: &ObjectMeta, footer: &ParquetMetaData, end: u64) -> Result<()> {
        for group in footer.row_groups() {
            let rows = group.num_rows();
            if rows < 0 {
                return Err(self.bad(object, "a row group has a negative number of rows"));
            }
            // Rows of which no column is wanted are made without reading any.
            if let Some(chunk) = group.columns().iter().find(|chunk| chunk.num_values() < rows) {
                let (column, values) = (chunk.column_path().string(), chunk.num_values());
                let what = format!("a row group of {rows} rows has {values} values of column {column}");
                return Err(self.bad(object, &what));
            }
            for chunk in group.columns() {
                let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
                let inside = match (u64::try_from(start), u64::try_from(chunk.compressed_size())) {
                    (Ok(start), Ok(length)) => start.checked_add(length).is_some_and(|stop| stop <= end),
                    _ => false,
                };
                if !inside {
                    let column = chunk.column_path().string();
                    return Err(self.bad(object, &format!("the data of column {column} is not inside the file")));
                }
            }
        }
        Ok(())
    }

    fn bad(&self, object: &ObjectMeta, what: &str) -> Error {
        let uri = self.uri(object);
        Error::BadData { message: format!("Not valid Parquet file: {uri} {what}"), place: uri }
    }
}
