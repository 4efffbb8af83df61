//! Manifests as they were before a run.

use boathouse_lake::{GetOptions, Lake};
use boathouse_schema::S3Uri;
use futures::TryStreamExt;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::change;
use crate::{Error, Result};

/// A longer one cannot be put back.
const KEPT_BYTES_MAX: usize = 16 << 20;

/// One manifest that a run wrote or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestUndo {
    at: S3Uri,
    before: Before,
    /// The digest of what the run wrote; absent when it deleted the manifest.
    after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Before {
    /// It was not there.
    Absent,
    Text(String),
    /// It was too long to be kept, or no text.
    Lost,
}

impl ManifestUndo {
    /// Whether it is one of this table's.
    pub fn is_below(&self, table: &S3Uri) -> bool {
        let folder = format!("{}/{}/", table.key.trim_end_matches('/'), super::FOLDER);
        self.at.bucket == table.bucket && self.at.key.starts_with(folder.trim_start_matches('/'))
    }

    /// What is there before `text` is written, or before it is deleted.
    pub(super) async fn before(lake: &Lake, at: &S3Uri, text: Option<&str>) -> Result<Self> {
        let before = match present(lake, at).await? {
            None => Before::Absent,
            Some(bytes) if bytes.len() > KEPT_BYTES_MAX => Before::Lost,
            Some(bytes) => String::from_utf8(bytes).map_or(Before::Lost, Before::Text),
        };
        Ok(Self { at: at.clone(), before, after: text.map(|text| digest(text.as_bytes())) })
    }

    fn is_restored(&self, now: Option<&Vec<u8>>) -> bool {
        match (&self.before, now) {
            (Before::Absent, None) => true,
            (Before::Text(text), Some(now)) => text.as_bytes() == now.as_slice(),
            _ => false,
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

/// What is there now, if anything; of what is too long only that it is.
async fn present(lake: &Lake, at: &S3Uri) -> Result<Option<Vec<u8>>> {
    let (_, mut body) = match lake.get(&at.bucket, &at.key, GetOptions::default()).await {
        Ok(found) => found,
        Err(boathouse_lake::Error::NoSuchKey { .. } | boathouse_lake::Error::NoSuchBucket(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    while let Some(piece) = body.try_next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > KEPT_BYTES_MAX {
            break;
        }
    }
    Ok(Some(bytes))
}

/// The manifests that are neither as the run left them nor as they were before it, or cannot be put back.
pub(crate) async fn moved(lake: &Lake, manifests: &[ManifestUndo]) -> Result<Vec<String>> {
    let mut moved = Vec::new();
    for manifest in manifests {
        let now = present(lake, &manifest.at).await?;
        let is_as_left = now.as_deref().map(digest) == manifest.after && manifest.before != Before::Lost;
        if !is_as_left && !manifest.is_restored(now.as_ref()) {
            moved.push(manifest.at.to_string());
        }
    }
    Ok(moved)
}

/// The manifests that are not as they were before the run.
pub(crate) async fn changed(lake: &Lake, manifests: &[ManifestUndo]) -> Result<Vec<S3Uri>> {
    let mut changed = Vec::new();
    for manifest in manifests {
        if !manifest.is_restored(present(lake, &manifest.at).await?.as_ref()) {
            changed.push(manifest.at.clone());
        }
    }
    Ok(changed)
}

/// Puts manifests back, and gives how many were not as they had been. With `force` also those that were changed since.
///
/// # Errors
/// [`Error::UndoOutdated`] naming the first that was changed since.
pub(crate) async fn restore(lake: &Lake, manifests: &[ManifestUndo], force: bool) -> Result<u64> {
    let mut restored = 0;
    for manifest in manifests {
        let now = present(lake, &manifest.at).await?;
        if manifest.is_restored(now.as_ref()) {
            continue;
        }
        if !force && now.as_deref().map(digest) != manifest.after {
            return Err(Error::UndoOutdated(vec![manifest.at.to_string()]));
        }
        let text = match &manifest.before {
            Before::Absent => None,
            Before::Text(text) => Some(text.clone()),
            Before::Lost => continue,
        };
        change(lake, manifest.at.clone(), text).await?;
        restored += 1;
    }
    Ok(restored)
}
