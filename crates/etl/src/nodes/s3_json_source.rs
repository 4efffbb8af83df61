//! `S3JsonSource`: JSON records, types found by reading everything once.

use serde::{Deserialize, Serialize};

use super::s3_csv_source::codec;
use super::s3_options::{self, GlueSchema, S3DirectSourceAdditionalOptions};
use crate::Result;
use crate::plan::{Frame, Planner};
use crate::source::JsonFiles;

/// JSON objects: one record a line, records one after the other, or arrays of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3JsonSource {
    /// Shown in Studio.
    pub name: String,
    /// `s3://` objects or folders.
    pub paths: Vec<String>,
    /// `gzip` or `bzip2`; by the end of the key unless given.
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
    /// Which part of each document the records are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_path: Option<String>,
    /// Records may run over several lines; they may here in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiline: Option<bool>,
    /// Columns as Studio shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schemas: Option<Vec<GlueSchema>>,
}

impl S3JsonSource {
    pub(super) fn check(&self) -> Result<(), String> {
        s3_options::check_paths(&self.paths)?;
        s3_options::check_additional(self.additional_options.as_ref())?;
        codec(self.compression_type.as_deref())?;
        match self.json_path.as_deref() {
            None | Some("" | "$" | "$[*]") => Ok(()),
            Some(path) => Err(format!("JsonPath '{path}' is not supported yet: records are read from the top")),
        }
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>, id: &str) -> Result<Frame> {
        let codec = codec(self.compression_type.as_deref()).map_err(|message| planner.node_error(id, message))?;
        for note in s3_options::note_without_effect(
            self.group_size.as_ref(),
            self.group_files.as_ref(),
            self.max_band,
            self.max_files_in_band,
        ) {
            planner.note(id, note);
        }
        let listed = planner.list(&self.paths, self.recurse, self.exclusions.as_ref()).await?;
        let objects = listed.into_iter().flat_map(|path| path.objects).collect();
        let files = JsonFiles::open(objects, codec, planner.threads()).await?;
        if !files.mixed.is_empty() {
            let fields = files.mixed.join(", ");
            planner.note(
                id,
                format!("values of several types are read as text (choice columns are not supported yet): {fields}"),
            );
        }
        planner.source(id, files)
    }
}
