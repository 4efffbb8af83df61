//! Footers cached by bucket and key.

use std::sync::Arc;
use std::time::Duration;

use datafusion::catalog::Session;
use datafusion::common::{HashMap, TableReference};
use datafusion::error::Result as EngineResult;
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadataCache};
use datafusion::execution::cache::{Cache, CacheEntryInfo};
use object_store::ObjectMeta;
use object_store::path::Path;

/// The session's metadata cache with the bucket put before every key: DataFusion's cache knows the key
/// only, and two buckets may hold different objects under the same one.
#[derive(Debug)]
pub(crate) struct BucketMetadataCache {
    inner: Arc<FileMetadataCache>,
    bucket: String,
}

impl BucketMetadataCache {
    fn new(inner: Arc<FileMetadataCache>, bucket: &str) -> Self {
        Self { inner, bucket: bucket.to_owned() }
    }

    /// The cache of a session for the objects of one bucket.
    pub(crate) fn of(session: &dyn Session, bucket: &str) -> Self {
        Self::new(session.runtime_env().cache_manager.get_file_metadata_cache(), bucket)
    }

    /// What is kept of an object as it is now: of its size, its time and, where both are known, its tag.
    pub(crate) fn current(&self, object: &ObjectMeta) -> Option<CachedFileMetadataEntry> {
        let entry = self.get(&object.location)?;
        let same_tag = match (&entry.meta.e_tag, &object.e_tag) {
            (Some(kept), Some(now)) => kept == now,
            _ => true,
        };
        (same_tag && entry.is_valid_for(object)).then_some(entry)
    }

    fn key(&self, path: &Path) -> Path {
        let full = format!("{}/{}", self.bucket, path.as_ref());
        Path::parse(&full).unwrap_or_else(|_| Path::from(full))
    }
}

impl Cache<Path, CachedFileMetadataEntry> for BucketMetadataCache {
    fn get(&self, key: &Path) -> Option<CachedFileMetadataEntry> {
        self.inner.get(&self.key(key))
    }

    fn put(&self, key: &Path, value: CachedFileMetadataEntry) -> Option<CachedFileMetadataEntry> {
        self.inner.put(&self.key(key), value)
    }

    fn remove(&self, key: &Path) -> Option<CachedFileMetadataEntry> {
        self.inner.remove(&self.key(key))
    }

    fn contains_key(&self, key: &Path) -> bool {
        self.inner.contains_key(&self.key(key))
    }

    fn len(&self) -> usize {
        self.inner.len()
    }

    fn clear(&self) {
        self.inner.clear();
    }

    fn name(&self) -> String {
        self.inner.name()
    }

    fn cache_limit(&self) -> usize {
        self.inner.cache_limit()
    }

    fn update_cache_limit(&self, limit: usize) {
        self.inner.update_cache_limit(limit);
    }

    fn cache_ttl(&self) -> Option<Duration> {
        self.inner.cache_ttl()
    }

    fn update_cache_ttl(&self, ttl: Option<Duration>) {
        self.inner.update_cache_ttl(ttl);
    }

    fn drop_table_entries(&self, table: &TableReference) -> EngineResult<()> {
        self.inner.drop_table_entries(table)
    }

    fn list_entries(&self) -> HashMap<Path, CacheEntryInfo<CachedFileMetadataEntry>> {
        self.inner.list_entries()
    }
}
