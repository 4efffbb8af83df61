//! Buckets as `object_store` stores, for whoever reads and writes data files.

mod left_out;
mod local;
mod upload;

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path;

use crate::bucket::Place;
use crate::{Error, Lake, Result};
pub use left_out::LeftOut;
use local::LocalStore;

impl Lake {
    /// The bucket as an [`ObjectStore`]. A local one reads and writes its files directly; its etags are
    /// those of the files (time and size), not the ones [`Lake::head`] tells, and attributes are written
    /// but not read back, so that no read waits for the state.
    ///
    /// Paths cannot hold every key (see [`key_to_path`]); listings leave out and report the others.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`].
    pub async fn store(&self, bucket: &str) -> Result<Arc<dyn ObjectStore>> {
        self.store_noting(bucket, LeftOut::default()).await
    }

    /// [`Lake::store`] whose listings note what they leave out.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`].
    pub async fn store_noting(&self, bucket: &str, left_out: LeftOut) -> Result<Arc<dyn ObjectStore>> {
        Ok(match self.place(bucket)? {
            Place::Remote(remote) => remote.store(),
            Place::Local(folder) => Arc::new(LocalStore::new(self.clone(), folder, left_out)),
        })
    }
}

/// A key as an `object_store` path, letter by letter.
///
/// # Errors
/// [`Error::InvalidKey`] for keys with an empty, `.` or `..` segment: paths have none.
pub fn key_to_path(key: &str) -> Result<Path> {
    Path::parse(key).ok().filter(|path| path.as_ref() == key).ok_or_else(|| Error::InvalidKey {
        key: key.to_owned(),
        reason: "an empty, '.' or '..' segment is out of reach of queries and of remote buckets",
    })
}

/// The key a path stands for.
pub fn path_to_key(path: &Path) -> String {
    path.as_ref().to_owned()
}

#[cfg(test)]
mod tests;
