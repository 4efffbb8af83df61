//! `S3DirectTarget`: objects of a chosen format; Parquet is the one that is written.

use serde::{Deserialize, Serialize};

use super::s3_options::GlueSchema;
use super::target_options::{AutoDataQuality, DirectSchemaChangePolicy, TargetOptions, TargetPlan};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3DirectTarget {
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
    /// Only `parquet`.
    pub format: String,
    /// Whether the catalog is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_change_policy: Option<DirectSchemaChangePolicy>,
    /// A check of data quality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_data_quality: Option<AutoDataQuality>,
    /// Columns as Studio shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schemas: Option<Vec<GlueSchema>>,
}

impl S3DirectTarget {
    pub(super) fn check(&self) -> Result<(), String> {
        if !self.format.eq_ignore_ascii_case("parquet") {
            return Err(format!("Format {} is not supported yet: use parquet", self.format));
        }
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
