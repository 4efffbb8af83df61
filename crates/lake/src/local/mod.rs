//! Objects as files: finding, placing and removing them.

mod folder;
mod install;
mod read;
mod temp;
mod walk;

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) use folder::{Folder, Opened};
pub(crate) use install::Replace;
pub(crate) use read::{file_stream, read_range};
pub(crate) use temp::{Received, TempFile, Temps, receive};
pub(crate) use walk::{Found, Walk};

/// What tells one version of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub size: u64,
    pub mtime_ns: i64,
}

impl Facts {
    pub(crate) fn of(metadata: &Metadata) -> std::io::Result<Self> {
        Ok(Self { size: metadata.len(), mtime_ns: epoch_ns(metadata.modified()?) })
    }

    /// The etag of a file nobody described. The hyphen keeps it from being taken for an MD5.
    pub(crate) fn etag(self) -> String {
        format!("{:016x}-{:x}", self.mtime_ns, self.size)
    }
}

/// Nanoseconds since the epoch, negative before it.
pub(crate) fn epoch_ns(time: SystemTime) -> i64 {
    let nanos = |duration: std::time::Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos(after),
        Err(before) => -nanos(before.duration()),
    }
}
