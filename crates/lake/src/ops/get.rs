//! Getting an object.

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

use crate::bucket::Place;
use crate::local::{Folder, Opened, file_stream};
use crate::object::{GetOptions, ObjectInfo};
use crate::{Error, Lake, Result, meta};

/// Rounds before a file that is replaced again and again is taken without its row.
const ROUNDS_MAX: usize = 8;

impl Lake {
    /// Gets an object, or the part of it that is asked for. The bytes stay those of the version that
    /// was opened, whatever happens to the key meanwhile. Which bytes a range means is told by
    /// [`crate::GetRange::resolve`] with the size returned here.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::NoSuchKey`], [`Error::PreconditionFailed`],
    /// [`Error::NotModified`], [`Error::RangeNotSatisfiable`], and failures of the storage.
    pub async fn get(
        &self,
        bucket: &str,
        key: &str,
        options: GetOptions,
    ) -> Result<(ObjectInfo, BoxStream<'static, Result<Bytes>>)> {
        let folder = match self.place(bucket)? {
            Place::Remote(remote) => return remote.get(key, options).await,
            Place::Local(folder) => folder,
        };
        let (info, opened) = self.open_described(&folder, key).await?.ok_or_else(|| Error::no_such_key(bucket, key))?;
        options.conditions.check(&info)?;
        let range = match options.range {
            Some(range) => range.resolve(info.size)?,
            None => 0..info.size,
        };
        let Opened { file, path, .. } = opened;
        let body = file_stream(file, range).map_err(move |error| Error::io("cannot read", &path)(error));
        Ok((info, body.boxed()))
    }

    /// Opens the object's file together with its row.
    pub(crate) async fn open_described(&self, folder: &Folder, key: &str) -> Result<Option<(ObjectInfo, Opened)>> {
        let mut round = 0;
        loop {
            round += 1;
            let (in_folder, owned_key) = (folder.clone(), key.to_owned());
            let Some(opened) = self.blocking(move || in_folder.open(&owned_key)).await? else { return Ok(None) };
            let facts = opened.facts;
            let entry = meta::load(self.state(), folder.name(), key, facts).await?;
            if entry.is_none() && round < ROUNDS_MAX {
                let (in_folder, owned_key) = (folder.clone(), key.to_owned());
                // The row may be gone because the file has just been replaced.
                if self.blocking(move || in_folder.look(&owned_key)).await? != Some(facts) {
                    continue;
                }
            }
            return Ok(Some((meta::describe(entry, key.to_owned(), facts), opened)));
        }
    }
}
