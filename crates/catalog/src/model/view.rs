//! Views that exist in several SQL dialects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_default;

/// A view in several dialects.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewDefinition {
    /// Whether engines must hide its definition.
    #[serde(skip_serializing_if = "is_default")]
    pub is_protected: Option<bool>,
    /// Whether the catalog keeps it fresh.
    #[serde(skip_serializing_if = "is_default")]
    pub is_managed: Option<bool>,
    /// Whose rights it runs with.
    #[serde(skip_serializing_if = "is_default")]
    pub definer: Option<String>,
    /// Version of the view.
    #[serde(skip_serializing_if = "is_default")]
    pub view_version_id: Option<i64>,
    /// Token of that version.
    #[serde(skip_serializing_if = "is_default")]
    pub view_version_token: Option<String>,
    /// Refresh interval of a materialised view.
    #[serde(skip_serializing_if = "is_default")]
    pub refresh_seconds: Option<i64>,
    /// `FULL` or `INCREMENTAL`.
    #[serde(skip_serializing_if = "is_default")]
    pub last_refresh_type: Option<String>,
    /// ARNs of the tables it reads.
    #[serde(skip_serializing_if = "is_default")]
    pub sub_objects: Option<Vec<String>>,
    /// Versions of those.
    #[serde(skip_serializing_if = "is_default")]
    pub sub_object_version_ids: Option<Vec<i64>>,
    /// Sizes of those.
    #[serde(skip_serializing_if = "is_default")]
    pub sub_objects_statistics: Option<Vec<SubObjectStatistics>>,
    /// The texts.
    #[serde(skip_serializing_if = "is_default")]
    pub representations: Option<Vec<ViewRepresentation>>,
    /// Notes of a Spark pipeline.
    #[serde(skip_serializing_if = "is_default")]
    pub spark_pipeline_info: Option<BTreeMap<String, String>>,
}

/// A view's text in one dialect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewRepresentation {
    /// `ATHENA`, `REDSHIFT` or `SPARK`.
    #[serde(skip_serializing_if = "is_default")]
    pub dialect: Option<String>,
    /// Version of the dialect.
    #[serde(skip_serializing_if = "is_default")]
    pub dialect_version: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "is_default")]
    pub view_original_text: Option<String>,
    /// The text with names resolved.
    #[serde(skip_serializing_if = "is_default")]
    pub view_expanded_text: Option<String>,
    /// The connection to validate it with.
    #[serde(skip_serializing_if = "is_default")]
    pub validation_connection: Option<String>,
    /// Whether another dialect has moved on.
    #[serde(skip_serializing_if = "is_default")]
    pub is_stale: Option<bool>,
}

/// The size of a table that a view reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubObjectStatistics {
    /// `HIVE_PARQUET`, `ICEBERG`, ….
    #[serde(skip_serializing_if = "is_default")]
    pub source_type: Option<String>,
    /// Version of the table.
    #[serde(skip_serializing_if = "is_default")]
    pub glue_version_id: Option<String>,
    /// Number of partitions.
    #[serde(skip_serializing_if = "is_default")]
    pub partition_count: Option<i64>,
    /// Number of files.
    #[serde(skip_serializing_if = "is_default")]
    pub file_count: Option<i64>,
    /// Bytes in all.
    #[serde(skip_serializing_if = "is_default")]
    pub total_file_bytes: Option<i64>,
}
