//! Looking at an object.

use crate::bucket::Place;
use crate::local::Folder;
use crate::object::{ObjectInfo, ReadConditions};
use crate::{Error, Lake, Result, meta};

/// Rounds before a file that is replaced again and again is taken without its row.
const ROUNDS_MAX: usize = 8;

impl Lake {
    /// An object without its bytes.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::NoSuchKey`], and failures of the storage.
    pub async fn head(&self, bucket: &str, key: &str) -> Result<ObjectInfo> {
        match self.place(bucket)? {
            Place::Remote(remote) => remote.head(key).await,
            Place::Local(folder) => self.info_of(&folder, key).await?.ok_or_else(|| Error::no_such_key(bucket, key)),
        }
    }

    /// [`Lake::head`] under conditions.
    ///
    /// # Errors
    /// Also [`Error::PreconditionFailed`] and [`Error::NotModified`].
    pub async fn head_if(&self, bucket: &str, key: &str, conditions: &ReadConditions) -> Result<ObjectInfo> {
        let info = self.head(bucket, key).await?;
        conditions.check(&info)?;
        Ok(info)
    }

    pub(crate) async fn info_of(&self, folder: &Folder, key: &str) -> Result<Option<ObjectInfo>> {
        let mut before = None;
        for _ in 0..ROUNDS_MAX {
            let (in_folder, owned_key) = (folder.clone(), key.to_owned());
            let Some(facts) = self.blocking(move || in_folder.look(&owned_key)).await? else { return Ok(None) };
            let entry = meta::load(self.state(), folder.name(), key, facts).await?;
            // Without a row it may just have been replaced, unless it still is what it was.
            if entry.is_some() || before == Some(facts) {
                return Ok(Some(meta::describe(entry, key.to_owned(), facts)));
            }
            before = Some(facts);
        }
        Ok(before.map(|facts| meta::describe(None, key.to_owned(), facts)))
    }
}
