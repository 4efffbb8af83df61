//! Counting what is read and written, where it is read and written.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::local::file_stream;

/// Counters of one query, crawl or job. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    counters: Arc<Counters>,
    /// The counters this is a part of, which count with it.
    whole: Option<Arc<Counters>>,
}

#[derive(Debug, Default)]
struct Counters {
    bytes_read: AtomicU64,
    bytes_written: AtomicU64,
    get_requests: AtomicU64,
    put_requests: AtomicU64,
    list_requests: AtomicU64,
    parts: Mutex<BTreeMap<String, Arc<Counters>>>,
}

/// What a meter showed at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterSnapshot {
    /// Bytes that came out of objects.
    pub bytes_read: u64,
    /// Bytes that went into objects.
    pub bytes_written: u64,
    /// Reads of objects or of ranges of them, and looks at them.
    pub get_requests: u64,
    /// Objects, parts and copies written.
    pub put_requests: u64,
    /// Listings begun.
    pub list_requests: u64,
}

impl Meter {
    /// Bytes that came out of objects.
    pub fn bytes_read(&self) -> u64 {
        self.counters.bytes_read.load(Ordering::Relaxed)
    }

    /// Bytes that went into objects.
    pub fn bytes_written(&self) -> u64 {
        self.counters.bytes_written.load(Ordering::Relaxed)
    }

    /// Reads of objects or of ranges of them, and looks at them.
    pub fn get_requests(&self) -> u64 {
        self.counters.get_requests.load(Ordering::Relaxed)
    }

    /// Objects, parts and copies written.
    pub fn put_requests(&self) -> u64 {
        self.counters.put_requests.load(Ordering::Relaxed)
    }

    /// Listings begun.
    pub fn list_requests(&self) -> u64 {
        self.counters.list_requests.load(Ordering::Relaxed)
    }

    /// A meter of a part under a name: what it counts, this one counts, too.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        let mut parts = self.counters.parts.lock();
        let counters = parts.entry(name.to_owned()).or_default().clone();
        Self { counters, whole: Some(self.counters.clone()) }
    }

    /// Bytes that came out of objects, by the names of the parts.
    pub fn bytes_read_by_part(&self) -> BTreeMap<String, u64> {
        let parts = self.counters.parts.lock();
        parts.iter().map(|(name, part)| (name.clone(), part.bytes_read.load(Ordering::Relaxed))).collect()
    }

    /// All counters.
    pub fn snapshot(&self) -> MeterSnapshot {
        MeterSnapshot {
            bytes_read: self.bytes_read(),
            bytes_written: self.bytes_written(),
            get_requests: self.get_requests(),
            put_requests: self.put_requests(),
            list_requests: self.list_requests(),
        }
    }

    fn each(&self) -> impl Iterator<Item = &Counters> {
        std::iter::once(&*self.counters).chain(self.whole.as_deref())
    }

    /// Counts bytes as read that no store gave.
    pub fn read(&self, bytes: u64) {
        for counters in self.each() {
            counters.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    fn wrote(&self, bytes: u64) {
        for counters in self.each() {
            counters.bytes_written.fetch_add(bytes, Ordering::Relaxed);
            counters.put_requests.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn got(&self, requests: usize) {
        for counters in self.each() {
            counters.get_requests.fetch_add(requests as u64, Ordering::Relaxed);
        }
    }

    fn listed(&self) {
        for counters in self.each() {
            counters.list_requests.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A store that counts on a [`Meter`]. Bytes of a stream count as they are taken from it, so a reader
/// that stops early has not read the rest.
#[derive(Debug, Clone)]
pub struct MeteredStore {
    store: Arc<dyn ObjectStore>,
    meter: Meter,
    elsewhere: Option<fn(&GetOptions) -> bool>,
}

impl MeteredStore {
    /// Counts what passes to and from `store`.
    pub fn new(store: Arc<dyn ObjectStore>, meter: Meter) -> Self {
        Self { store, meter, elsewhere: None }
    }

    /// Leaves the bytes of reads for which this is true to somebody else.
    #[must_use]
    pub fn counted_elsewhere(self, elsewhere: fn(&GetOptions) -> bool) -> Self {
        Self { elsewhere: Some(elsewhere), ..self }
    }
}

impl fmt::Display for MeteredStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metered {}", self.store)
    }
}

#[async_trait]
impl ObjectStore for MeteredStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        let bytes = payload.content_length() as u64;
        let result = self.store.put_opts(location, payload, opts).await?;
        self.meter.wrote(bytes);
        Ok(result)
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        let upload = self.store.put_multipart_opts(location, opts).await?;
        Ok(Box::new(MeteredUpload { upload, meter: self.meter.clone() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.meter.got(1);
        let uncounted = options.head || self.elsewhere.is_some_and(|is| is(&options));
        let result = self.store.get_opts(location, options).await?;
        if uncounted {
            return Ok(result);
        }
        let GetResult { payload, meta, range, attributes } = result;
        // A file could be read without us seeing how much of it.
        let bytes = match payload {
            GetResultPayload::File(file, path) => {
                let failed = move |source: std::io::Error| object_store::Error::Generic {
                    store: "lake",
                    source: format!("cannot read {}: {source}", path.display()).into(),
                };
                file_stream(file, range.clone()).map_err(failed).boxed()
            }
            GetResultPayload::Stream(bytes) => bytes,
        };
        let meter = self.meter.clone();
        let counted = bytes.inspect_ok(move |bytes| meter.read(bytes.len() as u64)).boxed();
        Ok(GetResult { payload: GetResultPayload::Stream(counted), meta, range, attributes })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.meter.got(ranges.len());
        let read = self.store.get_ranges(location, ranges).await?;
        self.meter.read(read.iter().map(|bytes| bytes.len() as u64).sum());
        Ok(read)
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.meter.listed();
        self.store.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.meter.listed();
        self.store.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.meter.listed();
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.meter.wrote(0);
        self.store.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.meter.wrote(0);
        self.store.rename_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct MeteredUpload {
    upload: Box<dyn MultipartUpload>,
    meter: Meter,
}

#[async_trait]
impl MultipartUpload for MeteredUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.meter.wrote(data.content_length() as u64);
        self.upload.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        self.upload.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}
