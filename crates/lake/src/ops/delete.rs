//! Deleting objects.

use futures::{StreamExt, stream};

use crate::bucket::Place;
use crate::notify::{ObjectEvent, ObjectEventKind};
use crate::{Error, Lake, Result, meta};

/// Deletions of one request that run at a time.
const DELETES_AT_ONCE: usize = 16;

/// What became of one of several objects to delete.
#[derive(Debug)]
pub struct DeleteOutcome {
    /// Its key.
    pub key: String,
    /// Why it could not be deleted.
    pub error: Option<Error>,
}

impl Lake {
    /// Deletes an object. Says whether there was one (always `true` at a remote service).
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`] and failures of the storage; a missing object is none.
    pub async fn delete(&self, bucket: &str, key: &str) -> Result<bool> {
        let folder = match self.place(bucket)? {
            Place::Remote(remote) => return remote.delete(key).await,
            Place::Local(folder) => folder,
        };
        let _lock = self.locks().lock(bucket, key).await;
        let owned_key = key.to_owned();
        let removed = self.blocking(move || folder.remove(&owned_key)).await?;
        if removed {
            let (bucket, key, time_ms) = (bucket.to_owned(), key.to_owned(), self.state().clock().now_ms());
            let (kind, etag) = (ObjectEventKind::Delete, String::new());
            meta::forget(self.state(), ObjectEvent { bucket, key, kind, size: 0, etag, time_ms }).await?;
        }
        Ok(removed)
    }

    /// Deletes several objects, in no particular order; outcomes are in the order asked.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`]; what fails for one object is in its outcome.
    pub async fn delete_many(&self, bucket: &str, keys: Vec<String>) -> Result<Vec<DeleteOutcome>> {
        self.place(bucket)?;
        let (lake, bucket) = (self.clone(), bucket.to_owned());
        let delete = move |key: String| {
            let (lake, bucket) = (lake.clone(), bucket.clone());
            async move {
                let error = lake.delete(&bucket, &key).await.err();
                DeleteOutcome { key, error }
            }
        };
        Ok(stream::iter(keys.into_iter().map(delete)).buffered(DELETES_AT_ONCE).collect().await)
    }
}
