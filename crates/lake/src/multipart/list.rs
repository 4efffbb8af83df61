//! Listing uploads and parts.

use boathouse_state::rusqlite::params;

use super::{PartInfo, UploadInfo, find, parts};
use crate::object::ListRequest;
use crate::{Error, Lake, Result};

/// Which uploads to list.
#[derive(Debug, Clone)]
pub struct UploadsRequest {
    /// Only keys that begin so.
    pub prefix: String,
    /// Rolls up keys that agree up to the first delimiter behind the prefix.
    pub delimiter: Option<String>,
    /// Only uploads behind this key, or of this key and behind this upload id.
    pub after: Option<(String, Option<String>)>,
    /// Most uploads and common prefixes together.
    pub max_uploads: usize,
}

/// One page of uploads, by key and then id.
#[derive(Debug, Clone, Default)]
pub struct UploadListing {
    /// Uploads.
    pub uploads: Vec<UploadInfo>,
    /// Rolled-up prefixes.
    pub common_prefixes: Vec<String>,
    /// Whether there is more.
    pub truncated: bool,
    /// Key and upload id (empty for a common prefix) where the next page starts after.
    pub next: Option<(String, String)>,
}

impl Lake {
    /// The upload and its parts behind number `after`; the flag says whether there are more.
    ///
    /// # Errors
    /// [`Error::NoSuchUpload`] and failures of the state.
    pub async fn list_parts(
        &self,
        (bucket, key): (&str, &str),
        upload_id: &str,
        after: u32,
        max_parts: usize,
    ) -> Result<(UploadInfo, Vec<PartInfo>, bool)> {
        self.place(bucket)?;
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        let read = self.state().read(move |connection| {
            let upload = find(connection, &bucket, &key, &upload_id)?;
            let mut found = parts(connection, &upload_id, after, max_parts.saturating_add(1))?;
            let truncated = found.len() > max_parts;
            found.truncate(max_parts);
            Ok::<_, Error>((upload, found.into_iter().map(|part| part.info).collect(), truncated))
        });
        read.await
    }

    /// Lists the bucket's unfinished uploads.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`] and failures of the state.
    pub async fn list_uploads(&self, bucket: &str, request: UploadsRequest) -> Result<UploadListing> {
        self.place(bucket)?;
        let bucket = bucket.to_owned();
        self.state()
            .read(move |connection| {
                let (key, id) = request.after.clone().unwrap_or_default();
                // Without an id the marker stands for all uploads of its key.
                let id = id.unwrap_or_else(|| char::MAX.to_string());
                let mut statement = connection.prepare_cached(
                    "SELECT upload_id, key, created_ms, options FROM lake_upload
                     WHERE bucket = ?1 AND (key, upload_id) > (?2, ?3) ORDER BY key, upload_id",
                )?;
                let mut rows = statement.query(params![bucket, key, id])?;
                let mut listing = UploadListing::default();
                while let Some(row) = rows.next()? {
                    let options: String = row.get(3)?;
                    let upload = UploadInfo {
                        upload_id: row.get(0)?,
                        key: row.get(1)?,
                        created_ms: row.get(2)?,
                        options: serde_json::from_str(&options)?,
                    };
                    if upload.key.starts_with(&request.prefix) && !take_in(&mut listing, upload, &request) {
                        listing.truncated = request.max_uploads > 0;
                        break;
                    }
                }
                Ok(listing)
            })
            .await
    }
}

/// `false` when the page is full and this did not fit.
fn take_in(listing: &mut UploadListing, upload: UploadInfo, request: &UploadsRequest) -> bool {
    let roll =
        ListRequest { prefix: request.prefix.clone(), delimiter: request.delimiter.clone(), ..Default::default() };
    let common = roll.rolled_up(&upload.key).map(str::to_owned);
    let marker = request.after.as_ref().map(|(key, _)| key);
    if common.is_some() && (common.as_ref() == listing.common_prefixes.last() || common.as_ref() == marker) {
        return true;
    }
    if listing.uploads.len() + listing.common_prefixes.len() >= request.max_uploads {
        return false;
    }
    match common {
        Some(common) => {
            listing.next = Some((common.clone(), String::new()));
            listing.common_prefixes.push(common);
        }
        None => {
            listing.next = Some((upload.key.clone(), upload.upload_id.clone()));
            listing.uploads.push(upload);
        }
    }
    true
}
