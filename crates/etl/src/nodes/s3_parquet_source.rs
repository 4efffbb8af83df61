//! `S3ParquetSource`: Parquet objects, columns by name over all of them, `key=value` folders as text.

use serde::{Deserialize, Serialize};

use super::s3_options::{self, GlueSchema, S3DirectSourceAdditionalOptions};
use crate::Result;
use crate::plan::{Frame, Planner};
use crate::source::parquet_table;

/// Parquet objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3ParquetSource {
    /// Shown in Studio.
    pub name: String,
    /// `s3://` objects or folders.
    pub paths: Vec<String>,
    /// Parquet files say themselves how their pages are compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression_type: Option<String>,
    /// Patterns of keys to leave out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusions: Option<Vec<String>>,
    /// How AWS groups small files; no effect on rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_size: Option<String>,
    /// How AWS groups small files; no effect on rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_files: Option<String>,
    /// Sub-folders too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurse: Option<bool>,
    /// Bookmark tuning; no effect without bookmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_band: Option<i32>,
    /// Bookmark tuning; no effect without bookmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files_in_band: Option<i32>,
    /// Bounds and previews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_options: Option<S3DirectSourceAdditionalOptions>,
    /// Columns as Studio shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schemas: Option<Vec<GlueSchema>>,
}

impl S3ParquetSource {
    pub(super) fn check(&self) -> Result<(), String> {
        s3_options::check_paths(&self.paths)?;
        match self.compression_type.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("lzo") => return Err("CompressionType lzo is not supported".into()),
            None | Some("" | "snappy" | "gzip" | "brotli" | "lz4" | "uncompressed" | "none") => {}
            Some(other) => return Err(format!("CompressionType '{other}' is not known")),
        }
        s3_options::check_additional(self.additional_options.as_ref())
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>, id: &str) -> Result<Frame> {
        for note in s3_options::note_without_effect(
            self.group_size.as_ref(),
            self.group_files.as_ref(),
            self.max_band,
            self.max_files_in_band,
        ) {
            planner.note(id, note);
        }
        let listed = planner.list(&self.paths, self.recurse, self.exclusions.as_ref()).await?;
        let table = parquet_table(&planner.session().state(), &listed).await?;
        planner.table(table)
    }
}
