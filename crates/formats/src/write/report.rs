//! What a write left behind.

use serde::{Deserialize, Serialize};

/// One object that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFile {
    /// Its key in the bucket.
    pub key: String,
    /// Rows in it.
    pub rows: u64,
    /// Bytes of the object.
    pub bytes: u64,
    /// Bytes of its pages before compression.
    pub uncompressed_bytes: u64,
    /// Values of the partition keys in their order; `None` is NULL.
    pub partition_values: Vec<Option<String>>,
}

/// Everything one write left behind, files in the order of their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteReport {
    /// The objects.
    pub files: Vec<WrittenFile>,
    /// Rows in all of them.
    pub rows: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Bytes of all pages before compression.
    pub uncompressed_bytes: u64,
}

impl WriteReport {
    pub(super) fn of(mut files: Vec<WrittenFile>) -> Self {
        files.sort_by(|a, b| a.key.cmp(&b.key));
        Self {
            rows: files.iter().map(|file| file.rows).sum(),
            bytes: files.iter().map(|file| file.bytes).sum(),
            uncompressed_bytes: files.iter().map(|file| file.uncompressed_bytes).sum(),
            files,
        }
    }
}
