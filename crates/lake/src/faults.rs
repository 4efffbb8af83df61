//! A store that fails when told to, for tests of what happens then.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, RenameOptions, Result,
};
use parking_lot::Mutex;

/// What is to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Reads of objects.
    Get,
    /// Writes, copies and renames.
    Put,
    /// Listings.
    List,
    /// Deletions.
    Delete,
}

/// A store whose next requests of one kind fail.
#[derive(Debug, Clone)]
pub struct FaultyStore {
    store: Arc<dyn ObjectStore>,
    planned: Arc<Mutex<Vec<(Fault, usize, usize)>>>,
}

impl FaultyStore {
    /// A store that works until [`FaultyStore::fail`] is called.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, planned: Arc::default() }
    }

    /// Lets `after` requests of the kind pass, then fails the next `times`.
    pub fn fail(&self, fault: Fault, after: usize, times: usize) {
        self.planned.lock().push((fault, after, times));
    }

    fn check(&self, fault: Fault) -> Result<()> {
        let mut planned = self.planned.lock();
        let Some((_, after, times)) = planned.iter_mut().find(|plan| plan.0 == fault && plan.2 > 0) else {
            return Ok(());
        };
        if *after > 0 {
            *after -= 1;
            return Ok(());
        }
        *times -= 1;
        Err(object_store::Error::Generic { store: "faults", source: format!("planned failure of {fault:?}").into() })
    }
}

impl fmt::Display for FaultyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faulty {}", self.store)
    }
}

fn failed<T: Send + 'static>(error: object_store::Error) -> BoxStream<'static, Result<T>> {
    stream::iter([Err(error)]).boxed()
}

#[async_trait]
impl ObjectStore for FaultyStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.check(Fault::Put)?;
        self.store.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.check(Fault::Put)?;
        self.store.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.check(Fault::Get)?;
        self.store.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.check(Fault::Get)?;
        self.store.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        match self.check(Fault::Delete) {
            Ok(()) => self.store.delete_stream(locations),
            Err(error) => failed(error),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.check(Fault::List) {
            Ok(()) => self.store.list(prefix),
            Err(error) => failed(error),
        }
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.check(Fault::List) {
            Ok(()) => self.store.list_with_offset(prefix, offset),
            Err(error) => failed(error),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.check(Fault::List)?;
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.check(Fault::Put)?;
        self.store.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.check(Fault::Put)?;
        self.store.rename_opts(from, to, options).await
    }
}
