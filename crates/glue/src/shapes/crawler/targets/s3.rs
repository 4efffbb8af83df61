//! `S3Target`.

use boathouse_crawler as crawler;
use serde::{Deserialize, Serialize};

/// `S3Target`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct S3Target {
    path: Option<String>,
    exclusions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_size: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_queue_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dlq_event_queue_arn: Option<String>,
}

impl From<S3Target> for crawler::S3TargetDefinition {
    fn from(from: S3Target) -> Self {
        Self {
            path: from.path.unwrap_or_default(),
            exclusions: from.exclusions.filter(|patterns| !patterns.is_empty()),
            connection_name: from.connection_name,
            // A negative size is refused with the others that are out of range.
            sample_size: from.sample_size.map(|size| u32::try_from(size).unwrap_or(0)),
            event_queue_arn: from.event_queue_arn,
            dlq_event_queue_arn: from.dlq_event_queue_arn,
        }
    }
}

impl From<crawler::S3TargetDefinition> for S3Target {
    fn from(from: crawler::S3TargetDefinition) -> Self {
        Self {
            path: Some(from.path),
            exclusions: Some(from.exclusions.unwrap_or_default()),
            connection_name: from.connection_name,
            sample_size: from.sample_size.and_then(|size| i32::try_from(size).ok()),
            event_queue_arn: from.event_queue_arn,
            dlq_event_queue_arn: from.dlq_event_queue_arn,
        }
    }
}
