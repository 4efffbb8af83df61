//! Giving an upload up.

use crate::{Error, Lake, Result};

impl Lake {
    /// Gives up an upload and deletes its parts.
    ///
    /// # Errors
    /// [`Error::NoSuchUpload`] and failures of the storage.
    pub async fn abort_upload(&self, bucket: &str, key: &str, upload_id: &str) -> Result<()> {
        self.place(bucket)?;
        self.upload(bucket, key, upload_id).await?;
        self.forget_upload(upload_id).await
    }

    pub(super) async fn forget_upload(&self, upload_id: &str) -> Result<()> {
        let id = upload_id.to_owned();
        let forgotten = self.state().write(move |connection| {
            connection.execute("DELETE FROM lake_upload WHERE upload_id = ?1", [id])?;
            Ok::<_, Error>(())
        });
        forgotten.await?;
        self.discard_upload_files(vec![upload_id.to_owned()]).await;
        Ok(())
    }
}
