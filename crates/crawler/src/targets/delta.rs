//! Delta Lake tables.

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use super::s3_paths;
use crate::Result;

/// One Delta target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeltaTargetDefinition {
    /// `s3://bucket/prefix/` of each table, as written.
    pub delta_tables: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Whether manifests of symbolic links are written.
    pub write_manifest: Option<bool>,
    /// Whether tables are made for engines that read the transaction log themselves.
    pub create_native_delta_table: Option<bool>,
}

impl DeltaTargetDefinition {
    pub(super) fn resolved(&self) -> Result<DeltaTarget> {
        Ok(DeltaTarget {
            tables: s3_paths("Delta", &self.delta_tables)?,
            write_manifest: self.write_manifest.unwrap_or(false),
            native: self.create_native_delta_table.unwrap_or(false),
        })
    }
}

/// One Delta target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaTarget {
    /// The folder of each table.
    pub tables: Vec<S3Uri>,
    /// Whether manifests of symbolic links are written.
    #[serde(default)]
    pub write_manifest: bool,
    /// Whether tables are made for engines that read the transaction log themselves.
    #[serde(default)]
    pub native: bool,
}
