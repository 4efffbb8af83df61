//! `IcebergTarget` and `HudiTarget`, which have the same members.

use boathouse_crawler as crawler;
use serde::{Deserialize, Serialize};

/// Folders that hold tables.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RootsTarget {
    paths: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    exclusions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_traversal_depth: Option<i32>,
}

impl From<RootsTarget> for crawler::RootsTargetDefinition {
    fn from(from: RootsTarget) -> Self {
        Self {
            paths: from.paths.unwrap_or_default(),
            connection_name: from.connection_name,
            exclusions: from.exclusions.filter(|patterns| !patterns.is_empty()),
            maximum_traversal_depth: from.maximum_traversal_depth,
        }
    }
}

impl From<crawler::RootsTargetDefinition> for RootsTarget {
    fn from(from: crawler::RootsTargetDefinition) -> Self {
        Self {
            paths: Some(from.paths),
            connection_name: from.connection_name,
            exclusions: Some(from.exclusions.unwrap_or_default()),
            maximum_traversal_depth: from.maximum_traversal_depth,
        }
    }
}
