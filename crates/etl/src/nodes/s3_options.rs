//! What S3 sources have in common.

use serde::{Deserialize, Serialize};

/// Columns as Studio shows them; the data decides, so they change nothing here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GlueSchema {
    /// The columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<GlueStudioSchemaColumn>>,
}

/// A column as Studio shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GlueStudioSchemaColumn {
    /// Name.
    pub name: String,
    /// Hive type.
    #[serde(default, rename = "Type", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    /// Studio's own type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glue_studio_type: Option<String>,
}

/// Bounds and previews of an S3 source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3DirectSourceAdditionalOptions {
    /// Bytes to read in one run, with a bookmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounded_size: Option<i64>,
    /// Objects to read in one run, with a bookmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounded_files: Option<i64>,
    /// Studio previews a sample instead of the paths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_sample_path: Option<bool>,
    /// Where that sample is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_path: Option<String>,
}

/// Bounds of a catalog source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3SourceAdditionalOptions {
    /// Bytes to read in one run, with a bookmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounded_size: Option<i64>,
    /// Objects to read in one run, with a bookmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounded_files: Option<i64>,
}

/// Refuses bounds: they count on bookmarks.
pub(super) fn check_bounds(size: Option<i64>, files: Option<i64>) -> Result<(), String> {
    for (name, value) in [("BoundedSize", size), ("BoundedFiles", files)] {
        if value.is_some_and(|value| value != 0) {
            return Err(format!("AdditionalOptions.{name} is not supported yet: it needs job bookmarks"));
        }
    }
    Ok(())
}

pub(super) fn check_additional(options: Option<&S3DirectSourceAdditionalOptions>) -> Result<(), String> {
    let Some(options) = options else { return Ok(()) };
    if options.enable_sample_path == Some(true) {
        return Err("AdditionalOptions.EnableSamplePath is not supported: only Studio's previews use it".into());
    }
    check_bounds(options.bounded_size, options.bounded_files)
}

pub(super) fn check_paths(paths: &[String]) -> Result<(), String> {
    if paths.is_empty() {
        return Err("Paths names no path".into());
    }
    for path in paths {
        path.parse::<boathouse_schema::S3Uri>().map_err(|error| format!("Paths: {error}"))?;
    }
    Ok(())
}

/// Options whose only effect at AWS is on how work is cut into tasks or on bookmarks.
pub(super) fn note_without_effect(
    group_size: Option<&String>,
    group_files: Option<&String>,
    max_band: Option<i32>,
    max_files_in_band: Option<i32>,
) -> Vec<String> {
    [
        ("GroupSize", group_size.is_some()),
        ("GroupFiles", group_files.is_some()),
        ("MaxBand", max_band.is_some()),
        ("MaxFilesInBand", max_files_in_band.is_some()),
    ]
    .into_iter()
    .filter(|(_, given)| *given)
    .map(|(name, _)| format!("{name} has no effect here: it changes how AWS cuts the work up, never the rows"))
    .collect()
}
