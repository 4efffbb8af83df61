//! Uploads in parts. Parts are files under `<home>/uploads/<upload id>/` with a row each, so an upload
//! outlives the process; they become one object when the upload is completed. For a remote bucket the
//! parts wait here as well and are sent when it is complete.

mod abort;
mod complete;
mod create;
mod list;
mod upload_part;

use std::path::PathBuf;

use boathouse_state::rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

pub use complete::{CompleteOptions, CompletedPart};
pub use list::{UploadListing, UploadsRequest};
pub use upload_part::PartOptions;

use crate::checksum::{ChecksumAlgorithm, ChecksumKind};
use crate::meta::Description;
use crate::{Error, Lake, ObjectHeaders, Result};

/// Fewest bytes of a part that is not the last.
pub const PART_BYTES_MIN: u64 = 5 * 1024 * 1024;
/// Highest number of a part.
pub const PART_NUMBER_MAX: u32 = 10_000;

/// What an object put in parts is to be.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UploadOptions {
    /// MIME type.
    pub content_type: Option<String>,
    /// Other headers to keep.
    pub headers: ObjectHeaders,
    /// User metadata.
    pub user_metadata: std::collections::BTreeMap<String, String>,
    /// Checksum of the object and of each part.
    pub checksum: Option<(ChecksumAlgorithm, ChecksumKind)>,
}

impl UploadOptions {
    fn into_description(self) -> Description {
        Description {
            content_type: self.content_type,
            headers: self.headers,
            user_metadata: self.user_metadata,
            checksum: None,
            part_sizes: Vec::new(),
        }
    }
}

/// An upload that is neither complete nor aborted.
#[derive(Debug, Clone)]
pub struct UploadInfo {
    /// Identifies it.
    pub upload_id: String,
    /// Key of the object to be.
    pub key: String,
    /// When it was begun, in milliseconds since the epoch.
    pub created_ms: i64,
    /// What the object is to be.
    pub options: UploadOptions,
}

/// A part that has been uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartInfo {
    /// 1 to 10,000.
    pub number: u32,
    /// Bytes.
    pub size: u64,
    /// MD5 of its bytes in hexadecimal.
    pub etag: String,
    /// Base64 of its checksum, when the upload has one or the part brought one.
    pub checksum: Option<String>,
    /// When it was uploaded, in milliseconds since the epoch.
    pub last_modified_ms: i64,
}

/// A row of `lake_part`.
#[derive(Debug, Clone)]
struct Part {
    info: PartInfo,
    file: String,
}

impl Lake {
    fn upload_folder(&self, upload_id: &str) -> PathBuf {
        self.uploads_folder().join(upload_id)
    }

    /// The upload, which must be of this bucket and key.
    async fn upload(&self, bucket: &str, key: &str, upload_id: &str) -> Result<UploadInfo> {
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        self.state().read(move |connection| find(connection, &bucket, &key, &upload_id)).await
    }

    /// Ids of all uploads of a bucket.
    pub(crate) async fn uploads_of(&self, bucket: &str) -> Result<Vec<String>> {
        let bucket = bucket.to_owned();
        let ids = self.state().read(move |connection| {
            let mut statement = connection.prepare_cached("SELECT upload_id FROM lake_upload WHERE bucket = ?1")?;
            let ids = statement.query_map([bucket], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            Ok::<_, Error>(ids)
        });
        ids.await
    }

    /// Deletes the parts' files of uploads that have no rows any more.
    pub(crate) async fn discard_upload_files(&self, upload_ids: Vec<String>) {
        for upload_id in upload_ids {
            let folder = self.upload_folder(&upload_id);
            let removed = self.blocking(move || {
                std::fs::remove_dir_all(&folder).map_err(Error::io("cannot delete the folder", &folder))
            });
            if let Err(error) = removed.await {
                tracing::debug!(%error, "parts are left for the next start");
            }
        }
    }

    /// Deletes folders of parts that belong to no upload: the process died while removing them.
    pub(crate) async fn discard_orphaned_parts(&self) -> Result<()> {
        let folder = self.uploads_folder().to_owned();
        let names = self.blocking(move || {
            let entries = std::fs::read_dir(&folder).map_err(Error::io("cannot read the folder", &folder))?;
            Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect::<Vec<_>>())
        });
        let names = names.await?;
        let orphans = self.state().read(move |connection| {
            let mut known = connection.prepare("SELECT 1 FROM lake_upload WHERE upload_id = ?1")?;
            let mut orphans = Vec::new();
            for name in names {
                if !known.exists([&name])? {
                    orphans.push(name);
                }
            }
            Ok::<_, Error>(orphans)
        });
        let orphans = orphans.await?;
        self.discard_upload_files(orphans).await;
        Ok(())
    }
}

fn find(connection: &Connection, bucket: &str, key: &str, upload_id: &str) -> Result<UploadInfo> {
    let row = connection
        .prepare_cached(
            "SELECT created_ms, options FROM lake_upload WHERE upload_id = ?1 AND bucket = ?2 AND key = ?3",
        )?
        .query_row(params![upload_id, bucket, key], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let (created_ms, options) = row.ok_or_else(|| Error::NoSuchUpload(upload_id.to_owned()))?;
    let options = serde_json::from_str(&options)?;
    Ok(UploadInfo { upload_id: upload_id.to_owned(), key: key.to_owned(), created_ms, options })
}

/// The parts behind `after`, by number.
fn parts(connection: &Connection, upload_id: &str, after: u32, limit: usize) -> Result<Vec<Part>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, size, etag, checksum, modified_ms, file FROM lake_part
         WHERE upload_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![upload_id, after, limit], |row| {
        let size: i64 = row.get(1)?;
        let info = PartInfo {
            number: row.get(0)?,
            size: u64::try_from(size).unwrap_or(0),
            etag: row.get(2)?,
            checksum: row.get(3)?,
            last_modified_ms: row.get(4)?,
        };
        Ok(Part { info, file: row.get(5)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests;
