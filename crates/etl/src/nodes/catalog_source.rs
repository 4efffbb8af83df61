//! `CatalogSource` and `S3CatalogSource`: the rows of a catalog table.

use serde::{Deserialize, Serialize};

use super::s3_options::{GlueSchema, S3SourceAdditionalOptions, check_bounds};
use crate::Result;
use crate::plan::{Frame, Planner};

/// A table of the catalog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CatalogSource {
    /// Shown in Studio.
    pub name: String,
    /// Database.
    pub database: String,
    /// Table.
    pub table: String,
    /// Which partitions are read, in the language of the catalog's partition expressions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_predicate: Option<String>,
    /// Columns as Studio shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schemas: Option<Vec<GlueSchema>>,
}

impl CatalogSource {
    pub(super) fn check(&self) -> Result<(), String> {
        Ok(())
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>) -> Result<Frame> {
        planner.catalog_table(&self.database, &self.table, self.partition_predicate.as_deref()).await
    }
}

/// A table of the catalog whose rows are in S3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3CatalogSource {
    /// Shown in Studio.
    pub name: String,
    /// Database.
    pub database: String,
    /// Table.
    pub table: String,
    /// Which partitions are read, in the language of the catalog's partition expressions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_predicate: Option<String>,
    /// Bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_options: Option<S3SourceAdditionalOptions>,
}

impl S3CatalogSource {
    pub(super) fn check(&self) -> Result<(), String> {
        let Some(options) = &self.additional_options else { return Ok(()) };
        check_bounds(options.bounded_size, options.bounded_files)
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>) -> Result<Frame> {
        planner.catalog_table(&self.database, &self.table, self.partition_predicate.as_deref()).await
    }
}
