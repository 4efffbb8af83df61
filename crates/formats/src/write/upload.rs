//! One object on its way to the store: small ones by one put, others in parts while they grow.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::task::JoinSet;

use crate::{Error, Result};

/// Above S3's minimum of 5 MiB; 10,000 such parts are the most S3 takes, far beyond `file_bytes_max`.
const PART_BYTES: usize = 8 << 20;
const PARTS_IN_FLIGHT_MAX: usize = 2;

/// Where objects are written, for error texts and paths.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub store: Arc<dyn ObjectStore>,
    pub bucket: String,
}

impl Place {
    pub fn error(&self, key: &str, source: object_store::Error) -> Error {
        Error::Store { uri: format!("s3://{}/{key}", self.bucket), source }
    }

    pub fn path(&self, key: &str) -> Result<Path> {
        let refused = |source| self.error(key, object_store::Error::InvalidPath { source });
        // A leading slash would silently be dropped, and name another object.
        if key.starts_with('/') {
            return Err(refused(object_store::path::Error::EmptySegment { path: key.to_owned() }));
        }
        Path::parse(key).map_err(refused)
    }
}

/// An object that is not visible until [`Upload::commit`]. Dropping it takes back what was sent.
#[derive(Debug)]
pub(super) struct Upload {
    place: Place,
    key: String,
    path: Path,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
    bytes: u64,
    multipart: Option<Box<dyn MultipartUpload>>,
    parts: JoinSet<object_store::Result<()>>,
}

impl Upload {
    pub fn new(place: &Place, key: String) -> Result<Self> {
        let path = place.path(&key)?;
        Ok(Self {
            place: place.clone(),
            key,
            path,
            waiting: Vec::new(),
            waiting_bytes: 0,
            bytes: 0,
            multipart: None,
            parts: JoinSet::new(),
        })
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// Bytes given so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes still in memory here.
    pub fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Takes bytes and sends whole parts of them.
    pub async fn push(&mut self, mut bytes: Bytes) -> Result<()> {
        self.bytes += bytes.len() as u64;
        while self.waiting_bytes + bytes.len() >= PART_BYTES {
            self.wait(bytes.split_to(PART_BYTES - self.waiting_bytes));
            self.send_part().await?;
        }
        if !bytes.is_empty() {
            self.wait(bytes);
        }
        Ok(())
    }

    /// Nothing more comes: an object in parts is sent to its last byte, so that only a request is left
    /// for [`Upload::commit`].
    pub async fn close(&mut self) -> Result<()> {
        if self.multipart.is_some() && self.waiting_bytes > 0 {
            self.send_part().await?;
        }
        self.parts_below(1).await
    }

    /// Makes the object visible.
    pub async fn commit(&mut self) -> Result<()> {
        self.close().await?;
        let done = match &mut self.multipart {
            Some(multipart) => multipart.complete().await.map(drop),
            None => {
                let payload: PutPayload = std::mem::take(&mut self.waiting).into_iter().collect();
                self.place.store.put(&self.path, payload).await.map(drop)
            }
        };
        done.map_err(|source| self.place.error(&self.key, source))?;
        self.multipart = None;
        Ok(())
    }

    /// Takes back what was sent; a store that fails to do so is only logged, the write has failed anyway.
    pub async fn abort(&mut self) {
        self.parts.shutdown().await;
        if let Some(multipart) = self.multipart.take() {
            abort(multipart, &self.key).await;
        }
    }

    fn wait(&mut self, bytes: Bytes) {
        self.waiting_bytes += bytes.len();
        self.waiting.push(bytes);
    }

    async fn send_part(&mut self) -> Result<()> {
        self.parts_below(PARTS_IN_FLIGHT_MAX).await?;
        let payload: PutPayload = std::mem::take(&mut self.waiting).into_iter().collect();
        self.waiting_bytes = 0;
        let part = match &mut self.multipart {
            Some(multipart) => multipart.put_part(payload),
            none => {
                let begun = self.place.store.put_multipart(&self.path).await;
                let begun = begun.map_err(|source| self.place.error(&self.key, source))?;
                none.insert(begun).put_part(payload)
            }
        };
        self.parts.spawn(part);
        Ok(())
    }

    async fn parts_below(&mut self, count: usize) -> Result<()> {
        while self.parts.len() >= count {
            match self.parts.join_next().await {
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(source))) => return Err(self.place.error(&self.key, source)),
                Some(Err(source)) => {
                    return Err(self.place.error(&self.key, object_store::Error::JoinError { source }));
                }
                None => break,
            }
        }
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let (Some(multipart), Ok(runtime)) = (self.multipart.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let key = std::mem::take(&mut self.key);
        runtime.spawn(async move { abort(multipart, &key).await });
    }
}

async fn abort(mut multipart: Box<dyn MultipartUpload>, key: &str) {
    if let Err(error) = multipart.abort().await {
        tracing::warn!(key, %error, "an upload could not be aborted");
    }
}
