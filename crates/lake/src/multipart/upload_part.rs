//! Uploading a part.

use boathouse_state::rusqlite::{OptionalExtension, params};
use bytes::Bytes;
use futures::Stream;

use super::{PART_NUMBER_MAX, Part, PartInfo, find};
use crate::checksum::ChecksumAlgorithm;
use crate::local::{Received, TempFile, receive};
use crate::object::Verify;
use crate::{Error, Lake, Result};

/// How a part is uploaded.
#[derive(Default)]
pub struct PartOptions {
    /// Checksum to compute when the upload itself has none.
    pub checksum: Option<ChecksumAlgorithm>,
    /// Called with the digests when the body has ended, before the part counts.
    pub verify: Option<Verify>,
}

impl std::fmt::Debug for PartOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartOptions").field("checksum", &self.checksum).finish_non_exhaustive()
    }
}

impl Lake {
    /// Uploads a part, replacing the one of the same number.
    ///
    /// # Errors
    /// [`Error::NoSuchUpload`], [`Error::InvalidPartNumber`], [`Error::Body`], what `verify` returned,
    /// and failures of the storage.
    pub async fn upload_part(
        &self,
        (bucket, key): (&str, &str),
        upload_id: &str,
        number: u32,
        options: PartOptions,
        body: impl Stream<Item = std::io::Result<Bytes>> + Send,
    ) -> Result<PartInfo> {
        if !(1..=PART_NUMBER_MAX).contains(&number) {
            return Err(Error::InvalidPartNumber(number));
        }
        self.place(bucket)?;
        let upload = self.upload(bucket, key, upload_id).await?;
        let algorithm = upload.options.checksum.map(|(algorithm, _)| algorithm).or(options.checksum);
        let Received { temp, digests, .. } = receive(self.temps(), algorithm, body).await?;
        if let Some(verify) = options.verify {
            verify(&digests)?;
        }
        let info = PartInfo {
            number,
            size: digests.size,
            etag: hex::encode(digests.md5),
            checksum: digests.checksum.map(|checksum| checksum.value),
            last_modified_ms: self.state().clock().now_ms(),
        };
        self.keep_part((bucket, key), upload_id, info.clone(), temp).await?;
        Ok(info)
    }

    async fn keep_part(&self, owner: (&str, &str), upload_id: &str, info: PartInfo, temp: TempFile) -> Result<()> {
        // A name of its own: the part it replaces stays readable until the row says otherwise.
        let file = format!("{}-{}", info.number, boathouse_state::new_id());
        let path = self.upload_folder(upload_id).join(&file);
        let gone = Error::NoSuchUpload(upload_id.to_owned());
        let moved = self.blocking(move || match std::fs::rename(temp.path(), &path) {
            Ok(()) => {
                temp.kept();
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(gone),
            Err(error) => Err(Error::io("cannot write", &path)(error)),
        });
        moved.await?;
        let (bucket, key, id) = (owner.0.to_owned(), owner.1.to_owned(), upload_id.to_owned());
        let part = Part { info, file };
        let replaced = self.state().write(move |connection| {
            // Completed or aborted while the bytes came in: then the part is nobody's.
            find(connection, &bucket, &key, &id)?;
            let replaced: Option<String> = connection
                .prepare_cached("SELECT file FROM lake_part WHERE upload_id = ?1 AND number = ?2")?
                .query_row(params![id, part.info.number], |row| row.get(0))
                .optional()?;
            let Part { info, file } = part;
            let size = i64::try_from(info.size).unwrap_or(i64::MAX);
            connection
                .prepare_cached("INSERT OR REPLACE INTO lake_part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![id, info.number, size, info.etag, info.checksum, info.last_modified_ms, file])?;
            Ok::<_, Error>(replaced)
        });
        if let Some(replaced) = replaced.await? {
            let path = self.upload_folder(upload_id).join(replaced);
            tokio::task::spawn_blocking(move || std::fs::remove_file(path)).await?.ok();
        }
        Ok(())
    }
}
