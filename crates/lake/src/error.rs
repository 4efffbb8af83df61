//! What can go wrong with buckets and objects.

use std::path::{Path, PathBuf};

use crate::checksum::ChecksumAlgorithm;
use crate::object::ObjectInfo;

/// A fact about a bucket, an object, or the storage under them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such bucket.
    #[error("no bucket '{0}'")]
    NoSuchBucket(String),
    /// The bucket is there already.
    #[error("bucket '{0}' is there already")]
    BucketAlreadyExists(String),
    /// The bucket still holds objects, or files and links that are no objects.
    #[error("bucket '{0}' is not empty: delete its objects first")]
    BucketNotEmpty(String),
    /// Not a bucket name by S3's rules.
    #[error("'{name}' is no bucket name: {reason}")]
    InvalidBucketName {
        /// The name.
        name: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// No such object.
    #[error("no object '{key}' in bucket '{bucket}'")]
    NoSuchKey {
        /// Where it was looked for.
        bucket: String,
        /// Its key.
        key: String,
    },
    /// A key that no object can have, here or at the remote service.
    #[error("key '{key}' cannot be used: {reason}")]
    InvalidKey {
        /// The key.
        key: String,
        /// Why not.
        reason: &'static str,
    },
    /// Keys have at most 1,024 bytes.
    #[error("the key has {0} bytes, and at most {max} are allowed", max = crate::KEY_BYTES_MAX)]
    KeyTooLong(usize),
    /// A condition of the caller does not hold.
    #[error("the condition {0} does not hold")]
    PreconditionFailed(&'static str),
    /// The caller has this version already.
    #[error("'{}' was not modified", .0.key)]
    NotModified(Box<ObjectInfo>),
    /// The range lies outside the object.
    #[error("the range lies outside the object's {size} bytes")]
    RangeNotSatisfiable {
        /// The object's size in bytes.
        size: u64,
    },
    /// The bytes are not those the caller announced.
    #[error("the {what} of the bytes is {found}, and {expected} was announced")]
    BadDigest {
        /// Which digest.
        what: &'static str,
        /// What was announced.
        expected: String,
        /// What came.
        found: String,
    },
    /// The body ended early or ran over.
    #[error("the body has {found} bytes, and {expected} were announced")]
    WrongLength {
        /// Announced.
        expected: u64,
        /// Received.
        found: u64,
    },
    /// The body could not be read to its end.
    #[error("the body broke off: {0}")]
    Body(std::io::Error),
    /// No such multipart upload (any more).
    #[error("no upload '{0}'")]
    NoSuchUpload(String),
    /// Part numbers run from 1 to 10,000.
    #[error("part number {0} is not between 1 and 10000")]
    InvalidPartNumber(u32),
    /// A part named at completion was not uploaded, or with another etag.
    #[error("part {0} was not uploaded as described")]
    InvalidPart(u32),
    /// The parts named at completion are not in ascending order.
    #[error("the parts are not in ascending order")]
    InvalidPartOrder,
    /// A completion that names no part.
    #[error("a completion names at least one part")]
    NoParts,
    /// Every part but the last has at least 5 MiB.
    #[error("part {number} has only {size} bytes")]
    PartTooSmall {
        /// Which part.
        number: u32,
        /// Its size in bytes.
        size: u64,
    },
    /// This checksum cannot be had in this way.
    #[error("a {kind} {algorithm} checksum of an upload in parts does not exist")]
    InvalidChecksumKind {
        /// Which checksum.
        algorithm: ChecksumAlgorithm,
        /// `FULL_OBJECT` or `COMPOSITE`.
        kind: &'static str,
    },
    /// A link stands where a folder of the bucket should be.
    #[error("'{}' is a link or no folder, and links are not followed out of a bucket", .0.display())]
    InTheWay(PathBuf),
    /// Something the remote bucket cannot do.
    #[error("the remote bucket '{bucket}' cannot {what}")]
    NotOnRemote {
        /// The bucket.
        bucket: String,
        /// What was asked.
        what: &'static str,
    },
    /// The configuration file is wrong.
    #[error("configuration: {0}")]
    Config(String),
    /// The file system failed.
    #[error("{what} {}: {source}", .path.display())]
    Io {
        /// What was being done.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The state file failed.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
    /// A remote service failed.
    #[error(transparent)]
    Store(#[from] object_store::Error),
    /// Background work was cancelled: the program is shutting down.
    #[error("the program is shutting down")]
    Closed,
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }

    pub(crate) fn no_such_key(bucket: &str, key: &str) -> Self {
        Self::NoSuchKey { bucket: bucket.to_owned(), key: key.to_owned() }
    }
}

impl From<boathouse_state::rusqlite::Error> for Error {
    fn from(error: boathouse_state::rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::State(error.into())
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Closed
    }
}
