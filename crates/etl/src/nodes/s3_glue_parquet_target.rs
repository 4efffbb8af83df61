//! `S3GlueParquetTarget`: Parquet objects beside those that are there, never over them.

use serde::{Deserialize, Serialize};

use super::target_options::{AutoDataQuality, DirectSchemaChangePolicy, TargetOptions, TargetPlan};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3GlueParquetTarget {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// Columns that become `key=value` folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_keys: Option<Vec<Vec<String>>>,
    /// `s3://` folder.
    pub path: String,
    /// Page compression; snappy unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// Files in each folder; 0 for as many as come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_target_partitions: Option<String>,
    /// Whether the catalog is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_change_policy: Option<DirectSchemaChangePolicy>,
    /// A check of data quality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_data_quality: Option<AutoDataQuality>,
}

impl S3GlueParquetTarget {
    pub(super) fn check(&self) -> Result<(), String> {
        self.target().map(drop)
    }

    pub(crate) fn target(&self) -> Result<TargetPlan, String> {
        TargetOptions {
            path: &self.path,
            partition_keys: self.partition_keys.as_ref(),
            compression: self.compression.as_ref(),
            number_target_partitions: self.number_target_partitions.as_ref(),
            schema_change_policy: self.schema_change_policy.as_ref(),
            auto_data_quality: self.auto_data_quality.as_ref(),
        }
        .plan()
    }
}
