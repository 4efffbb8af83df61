//! Beginning an upload.

use boathouse_state::rusqlite::params;

use super::{UploadInfo, UploadOptions};
use crate::{Error, Lake, Result, keys};

impl Lake {
    /// Begins an upload in parts.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::KeyTooLong`], [`Error::InvalidChecksumKind`], and failures of
    /// the storage.
    pub async fn create_upload(&self, bucket: &str, key: &str, options: UploadOptions) -> Result<UploadInfo> {
        keys::check(key)?;
        self.place(bucket)?;
        if let Some((algorithm, kind)) = options.checksum
            && !algorithm.allows(kind)
        {
            return Err(Error::InvalidChecksumKind { algorithm, kind: kind.as_str() });
        }
        let upload_id = boathouse_state::new_id().replace('-', "");
        let created_ms = self.state().clock().now_ms();
        let folder = self.upload_folder(&upload_id);
        self.blocking(move || std::fs::create_dir(&folder).map_err(Error::io("cannot make the folder", &folder)))
            .await?;
        let row = (upload_id.clone(), bucket.to_owned(), key.to_owned(), serde_json::to_string(&options)?);
        let written = self.state().write(move |connection| {
            let (upload_id, bucket, key, options) = row;
            connection.execute(
                "INSERT INTO lake_upload VALUES (?1, ?2, ?3, ?4, ?5)",
                params![upload_id, bucket, key, created_ms, options],
            )?;
            Ok::<_, Error>(())
        });
        written.await?;
        Ok(UploadInfo { upload_id, key: key.to_owned(), created_ms, options })
    }
}
