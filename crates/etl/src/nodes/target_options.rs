//! What targets have in common.

use std::num::NonZeroUsize;

use boathouse_formats::write::Compression;
use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

/// Whether and how a target registers what it wrote in the catalog.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DirectSchemaChangePolicy {
    /// The catalog is updated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_update_catalog: Option<bool>,
    /// `UPDATE_IN_DATABASE` (new columns replace those of the table) or `LOG` (the table stays as it is).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_behavior: Option<String>,
    /// The table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Its database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
}

/// A check of data quality that Studio adds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AutoDataQuality {
    /// The check is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_enabled: Option<bool>,
    /// A name for its results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_context: Option<String>,
}

/// A target, understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TargetPlan {
    pub path: S3Uri,
    pub partition_keys: Vec<String>,
    pub compression: Compression,
    pub files: NonZeroUsize,
    pub catalog: Option<CatalogTarget>,
}

/// The table a target registers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CatalogTarget {
    pub database: String,
    pub table: String,
    /// New columns replace those of an existing table.
    pub update_columns: bool,
}

/// The options of a target as they were written.
pub(super) struct TargetOptions<'a> {
    pub path: &'a str,
    pub partition_keys: Option<&'a Vec<Vec<String>>>,
    pub compression: Option<&'a String>,
    pub number_target_partitions: Option<&'a String>,
    pub schema_change_policy: Option<&'a DirectSchemaChangePolicy>,
    pub auto_data_quality: Option<&'a AutoDataQuality>,
}

impl TargetOptions<'_> {
    pub fn plan(&self) -> Result<TargetPlan, String> {
        if self.auto_data_quality.is_some_and(|quality| quality.is_enabled == Some(true)) {
            return Err("AutoDataQuality is not supported yet: set IsEnabled to false".to_owned());
        }
        let compression = match self.compression.map(String::as_str) {
            None | Some("") => Compression::Snappy,
            Some(name) => name.parse().map_err(|error| format!("Compression: {error}"))?,
        };
        let files = match self.number_target_partitions.map(|text| text.trim()) {
            None | Some("" | "0") => NonZeroUsize::MIN,
            Some(text) => {
                text.parse().map_err(|_| format!("NumberTargetPartitions '{text}' is not a number of files"))?
            }
        };
        Ok(TargetPlan {
            path: self.path.parse().map_err(|error| format!("Path: {error}"))?,
            partition_keys: self.keys()?,
            compression,
            files,
            catalog: self.catalog()?,
        })
    }

    fn keys(&self) -> Result<Vec<String>, String> {
        let keys = self.partition_keys.into_iter().flatten();
        keys.map(|path| match path.as_slice() {
            [key] => Ok(key.clone()),
            _ => Err(format!("PartitionKeys: '{}' is not the name of one column", path.join("."))),
        })
        .collect()
    }

    fn catalog(&self) -> Result<Option<CatalogTarget>, String> {
        let Some(policy) = self.schema_change_policy else { return Ok(None) };
        let update_columns = match policy.update_behavior.as_deref() {
            None | Some("" | "UPDATE_IN_DATABASE") => true,
            Some("LOG") => false,
            Some(other) => return Err(format!("UpdateBehavior '{other}' is neither UPDATE_IN_DATABASE nor LOG")),
        };
        if policy.enable_update_catalog != Some(true) {
            return Ok(None);
        }
        match (policy.database.as_deref(), policy.table.as_deref()) {
            (Some(database), Some(table)) if !database.is_empty() && !table.is_empty() => Ok(Some(CatalogTarget {
                database: database.to_lowercase(),
                table: table.to_lowercase(),
                update_columns,
            })),
            _ => Err("SchemaChangePolicy.EnableUpdateCatalog needs Database and Table".to_owned()),
        }
    }
}
