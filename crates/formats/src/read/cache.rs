//! Footers cached by bucket and key.

use std::sync::Arc;
use std::time::Duration;

use datafusion::common::{HashMap, TableReference};
use datafusion::error::Result as EngineResult;
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadataCache};
use datafusion::execution::cache::{Cache, CacheEntryInfo};
use datafusion::execution::runtime_env::RuntimeEnv;
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

    /// The cache of a runtime for the objects of one bucket.
    pub(crate) fn of(runtime: &RuntimeEnv, bucket: &str) -> Self {
        Self::new(runtime.cache_manager.get_file_metadata_cache(), bucket)
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use datafusion::execution::cache::cache_manager::FileMetadata;

    use super::*;

    #[derive(Debug)]
    struct Footer;

    impl FileMetadata for Footer {
        fn as_any(&self) -> &dyn std::any::Any {
            self
        }

        fn memory_size(&self) -> usize {
            8
        }

        fn extra_info(&self) -> HashMap<String, String> {
            Default::default()
        }
    }

    fn object(size: u64, seconds: i64, tag: Option<&str>) -> ObjectMeta {
        let last_modified = DateTime::from_timestamp_secs(seconds).unwrap();
        let e_tag = tag.map(str::to_owned);
        ObjectMeta { location: Path::from("a/b.parquet"), last_modified, size, e_tag, version: None }
    }

    #[test]
    fn only_the_same_version_of_the_same_object_counts() {
        let shared = RuntimeEnv::default().cache_manager.get_file_metadata_cache();
        let (cache, other) =
            (BucketMetadataCache::new(Arc::clone(&shared), "one"), BucketMetadataCache::new(shared, "two"));
        let kept = object(10, 5, Some("x"));
        cache.put(&kept.location, CachedFileMetadataEntry::new(kept.clone(), Arc::new(Footer)));
        for (now, counts) in [
            (object(10, 5, Some("x")), true),
            (object(10, 5, Some("y")), false),
            (object(11, 5, Some("x")), false),
            (object(10, 6, Some("x")), false),
            // Not every store says.
            (object(10, 5, None), true),
        ] {
            assert_eq!(cache.current(&now).is_some(), counts, "{now:?}");
            assert!(other.current(&now).is_none(), "{now:?}");
        }
    }
}
