//! The buckets of the lake under `s3://bucket`, metered for one query and opened when first used.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use boathouse_formats::read::FooterMeter;
use boathouse_lake::{Lake, Meter, MeteredStore};
use datafusion::common::{DataFusionError, Result as DataFusionResult};
use datafusion::execution::object_store::ObjectStoreRegistry;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, Result,
};
use parking_lot::Mutex;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use tokio::sync::OnceCell;

/// The registry of one query: every byte its stores read is counted on its meter, and on that of the table it is read
/// for, which is named as the user of the store's address.
pub(crate) struct MeteredStores {
    lake: Lake,
    meter: Meter,
    /// By the table that is read and its bucket.
    opened: Mutex<HashMap<(String, String), Arc<dyn ObjectStore>>>,
}

impl MeteredStores {
    pub(crate) fn new(lake: Lake, meter: Meter) -> Self {
        Self { lake, meter, opened: Mutex::default() }
    }
}

impl fmt::Debug for MeteredStores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MeteredStores")
    }
}

impl ObjectStoreRegistry for MeteredStores {
    /// A query's stores are the lake's and nobody else's: what is registered here is not used.
    fn register_store(&self, _url: &url::Url, _store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &url::Url) -> DataFusionResult<Arc<dyn ObjectStore>> {
        let (scheme, bucket) = (url.scheme(), url.host_str().unwrap_or_default());
        if scheme != "s3" || bucket.is_empty() {
            return Err(DataFusionError::Execution(format!("only s3:// locations can be read, not {url}")));
        }
        let table = percent_decode_str(url.username()).decode_utf8_lossy().into_owned();
        let meter = if table.is_empty() { self.meter.clone() } else { self.meter.part(&table) };
        let mut opened = self.opened.lock();
        let store = opened.entry((table, bucket.to_owned())).or_insert_with(|| {
            let bucket = LazyBucket { lake: self.lake.clone(), bucket: bucket.to_owned(), store: OnceCell::new() };
            Arc::new(MeteredStore::new(Arc::new(bucket), meter).counted_elsewhere(FooterMeter::counts))
        });
        Ok(store.clone())
    }
}

/// Opening a bucket is asynchronous and looking it up in a registry is not: so it is opened by its
/// first use. Queries only read, and so does this.
struct LazyBucket {
    lake: Lake,
    bucket: String,
    store: OnceCell<Arc<dyn ObjectStore>>,
}

impl LazyBucket {
    async fn open(&self) -> Result<&Arc<dyn ObjectStore>> {
        self.store
            .get_or_try_init(|| async {
                self.lake.store(&self.bucket).await.map_err(|error| match error {
                    boathouse_lake::Error::NoSuchBucket(_) => {
                        object_store::Error::NotFound { path: self.to_string(), source: Box::new(error) }
                    }
                    other => object_store::Error::Generic { store: "lake", source: Box::new(other) },
                })
            })
            .await
    }
}

impl fmt::Display for LazyBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)
    }
}

impl fmt::Debug for LazyBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LazyBucket({self})")
    }
}

fn read_only<T>() -> Result<T> {
    Err(object_store::Error::NotImplemented {
        operation: "writing".to_owned(),
        implementer: "the stores of a query".to_owned(),
    })
}

#[async_trait]
impl ObjectStore for LazyBucket {
    async fn put_opts(&self, _location: &Path, _payload: PutPayload, _opts: PutOptions) -> Result<PutResult> {
        read_only()
    }

    async fn put_multipart_opts(
        &self,
        _location: &Path,
        _opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        read_only()
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.open().await?.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[std::ops::Range<u64>]) -> Result<Vec<bytes::Bytes>> {
        self.open().await?.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, _locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        stream::once(async { read_only() }).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let opening = LazyBucket { lake: self.lake.clone(), bucket: self.bucket.clone(), store: self.store.clone() };
        let prefix = prefix.cloned();
        stream::once(async move { opening.open().await.map(|store| store.list(prefix.as_ref())) }).try_flatten().boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.open().await?.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _from: &Path, _to: &Path, _options: CopyOptions) -> Result<()> {
        read_only()
    }
}
