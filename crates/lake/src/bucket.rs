//! Buckets: their names, and the folders they are.

use std::path::Path;

use serde::Serialize;

use crate::local::Folder;
use crate::remote::Remote;
use crate::{Error, Lake, Result, meta};

/// One bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BucketInfo {
    /// Name.
    pub name: String,
    /// When its folder was made, in milliseconds since the epoch; 0 for a remote bucket, which does not say.
    pub created_ms: i64,
    /// Whether it lives at another service.
    pub remote: bool,
}

/// Where a bucket's objects are.
pub(crate) enum Place {
    Local(Folder),
    Remote(Remote),
}

/// Checks a name by S3's rules for general purpose buckets.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub(crate) fn check_name(name: &str) -> Result<()> {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let reason = if !(3..=63).contains(&bytes.len()) {
        "it must have 3 to 63 characters"
    } else if !bytes.iter().all(|byte| alphanumeric(byte) || matches!(byte, b'.' | b'-')) {
        "only lower-case letters, digits, dots and hyphens are allowed"
    } else if !bytes.first().is_some_and(alphanumeric) || !bytes.last().is_some_and(alphanumeric) {
        "it must begin and end with a letter or digit"
    } else if name.contains("..") {
        "two dots must not stand together"
    } else if name.parse::<std::net::Ipv4Addr>().is_ok() {
        "it must not look like an IP address"
    } else {
        return Ok(());
    };
    Err(Error::InvalidBucketName { name: name.to_owned(), reason })
}

impl Lake {
    /// Makes an empty bucket.
    ///
    /// # Errors
    /// [`Error::InvalidBucketName`], [`Error::BucketAlreadyExists`], and failures of the file system.
    pub async fn create_bucket(&self, name: &str) -> Result<()> {
        check_name(name)?;
        if self.remote(name).is_some() {
            return Err(Error::BucketAlreadyExists(name.to_owned()));
        }
        let (path, name) = (self.buckets_folder().join(name), name.to_owned());
        self.blocking(move || match std::fs::create_dir(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::BucketAlreadyExists(name)),
            other => other.map_err(Error::io("cannot make the folder", &path)),
        })
        .await
    }

    /// Makes the bucket unless it is there.
    ///
    /// # Errors
    /// As [`Lake::create_bucket`], except that an existing bucket is fine.
    pub async fn ensure_bucket(&self, name: &str) -> Result<()> {
        match self.create_bucket(name).await {
            Err(Error::BucketAlreadyExists(_)) => Ok(()),
            other => other,
        }
    }

    /// Deletes an empty bucket and its unfinished uploads. Empty folders in it do not count.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::BucketNotEmpty`]; [`Error::NotOnRemote`] for a configured one.
    pub async fn delete_bucket(&self, name: &str) -> Result<()> {
        let Place::Local(folder) = self.place(name)? else {
            return Err(Error::NotOnRemote { bucket: name.to_owned(), what: "be deleted from here" });
        };
        self.blocking(move || folder.remove_if_empty()).await?;
        let bucket = name.to_owned();
        let uploads = self.uploads_of(name).await?;
        self.state().write(move |connection| meta::forget_bucket(connection, &bucket)).await?;
        self.discard_upload_files(uploads).await;
        Ok(())
    }

    /// All buckets by name.
    ///
    /// # Errors
    /// Failures of the file system.
    pub async fn buckets(&self) -> Result<Vec<BucketInfo>> {
        let folder = self.buckets_folder().to_owned();
        let mut buckets = self.blocking(move || local_buckets(&folder)).await?;
        buckets.retain(|bucket| self.remote(&bucket.name).is_none());
        buckets.extend(self.remote_names().map(remote_info));
        buckets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(buckets)
    }

    /// One bucket. A remote one is not asked whether it is there.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`].
    pub async fn bucket(&self, name: &str) -> Result<BucketInfo> {
        match self.place(name)? {
            Place::Remote(_) => Ok(remote_info(name)),
            Place::Local(folder) => self.blocking(move || info(folder.name(), folder.root())).await,
        }
    }

    /// Where the bucket's objects are; fails at once when there is no such bucket.
    pub(crate) fn place(&self, name: &str) -> Result<Place> {
        if let Some(remote) = self.remote(name) {
            return Ok(Place::Remote(remote.clone()));
        }
        if check_name(name).is_err() {
            return Err(Error::NoSuchBucket(name.to_owned()));
        }
        let path = self.buckets_folder().join(name);
        // A link here would lead out of the lake, so it is no bucket.
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Ok(Place::Local(Folder::new(name, path))),
            _ => Err(Error::NoSuchBucket(name.to_owned())),
        }
    }
}

fn remote_info(name: &str) -> BucketInfo {
    BucketInfo { name: name.to_owned(), created_ms: 0, remote: true }
}

fn local_buckets(folder: &Path) -> Result<Vec<BucketInfo>> {
    let mut buckets = Vec::new();
    let failed = |error| Error::io("cannot read the folder", folder)(error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if check_name(&name).is_ok() && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            buckets.push(info(&name, &entry.path())?);
        }
    }
    Ok(buckets)
}

fn info(name: &str, path: &Path) -> Result<BucketInfo> {
    let metadata = std::fs::metadata(path).map_err(|_| Error::NoSuchBucket(name.to_owned()))?;
    // Not every file system notes when a folder was made; the last change is then the best there is.
    let created = metadata.created().or_else(|_| metadata.modified()).map_err(Error::io("cannot look at", path))?;
    Ok(BucketInfo { name: name.to_owned(), created_ms: crate::local::epoch_ns(created) / 1_000_000, remote: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["abc", "my.bucket-1", "1ab", &"a".repeat(63)] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "ab", "Abc", "a_b", "-ab", "ab-", ".ab", "a..b", "192.168.0.1", "a/b", "..", &"a".repeat(64)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
