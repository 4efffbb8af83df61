//! Objects of a bucket.

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use super::s3_path;
use crate::Result;

/// One S3 target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct S3TargetDefinition {
    /// `s3://bucket/prefix/`, as written.
    pub path: String,
    /// Patterns of what to leave out.
    pub exclusions: Option<Vec<String>>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Objects of each folder to read.
    pub sample_size: Option<u32>,
    /// Queue of bucket notifications.
    pub event_queue_arn: Option<String>,
    /// Queue of notifications that failed.
    pub dlq_event_queue_arn: Option<String>,
}

impl S3TargetDefinition {
    pub(super) fn resolved(&self) -> Result<S3Target> {
        Ok(S3Target {
            path: s3_path("S3", &self.path)?,
            exclusions: self.exclusions.clone().unwrap_or_default(),
            sample_size: self.sample_size,
        })
    }
}

/// One S3 target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3Target {
    /// A bucket, a folder, or one object.
    pub path: S3Uri,
    /// Patterns of what to leave out, relative to `path`.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// At most this many objects of each folder are read; `None` reads all.
    #[serde(default)]
    pub sample_size: Option<u32>,
}

impl S3Target {
    /// Everything at and below `path`.
    pub fn new(path: S3Uri) -> Self {
        Self { path, exclusions: Vec::new(), sample_size: None }
    }
}
