//! `JdbcTarget`.

use boathouse_crawler as crawler;
use serde::{Deserialize, Serialize};

/// `JdbcTarget`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct JdbcTarget {
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    path: Option<String>,
    exclusions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_additional_metadata: Option<Vec<crawler::JdbcMetadata>>,
}

impl From<JdbcTarget> for crawler::JdbcTargetDefinition {
    fn from(from: JdbcTarget) -> Self {
        Self {
            connection_name: from.connection_name,
            path: from.path.unwrap_or_default(),
            exclusions: from.exclusions.filter(|patterns| !patterns.is_empty()),
            additional_metadata: from.enable_additional_metadata,
        }
    }
}

impl From<crawler::JdbcTargetDefinition> for JdbcTarget {
    fn from(from: crawler::JdbcTargetDefinition) -> Self {
        Self {
            connection_name: from.connection_name,
            path: Some(from.path),
            exclusions: Some(from.exclusions.unwrap_or_default()),
            enable_additional_metadata: from.additional_metadata,
        }
    }
}
