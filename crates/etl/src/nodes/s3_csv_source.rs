//! `S3CsvSource`: delimited text, every column text, named by the header or `col0`, `col1`, ….

use serde::{Deserialize, Serialize};

use super::s3_options::{self, GlueSchema, S3DirectSourceAdditionalOptions};
use crate::Result;
use crate::plan::{Frame, Planner};
use crate::source::{Codec, CsvDialect, CsvFiles};

/// Delimited text objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct S3CsvSource {
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
    /// `comma`, `ctrla`, `pipe`, `semicolon` or `tab`.
    pub separator: String,
    /// The character after it stands for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escaper: Option<String>,
    /// `quote`, `single_quote` or `disabled`.
    pub quote_char: String,
    /// Quoted fields may hold line feeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiline: Option<bool>,
    /// The first record of each file names the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_header: Option<bool>,
    /// For writing; a source writes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_header: Option<bool>,
    /// The first line of each file is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_first: Option<bool>,
    /// A faster reader at AWS; the same rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimize_performance: Option<bool>,
    /// Columns as Studio shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schemas: Option<Vec<GlueSchema>>,
}

impl S3CsvSource {
    pub(super) fn check(&self) -> Result<(), String> {
        s3_options::check_paths(&self.paths)?;
        s3_options::check_additional(self.additional_options.as_ref())?;
        codec(self.compression_type.as_deref())?;
        self.dialect().map(drop)
    }

    fn dialect(&self) -> Result<CsvDialect, String> {
        let delimiter = match self.separator.to_ascii_lowercase().as_str() {
            "comma" => b',',
            "ctrla" => 1,
            "pipe" => b'|',
            "semicolon" => b';',
            "tab" => b'\t',
            other => return Err(format!("Separator '{other}' is none of comma, ctrla, pipe, semicolon and tab")),
        };
        let quote = match self.quote_char.to_ascii_lowercase().as_str() {
            "quote" => Some(b'"'),
            "single_quote" => Some(b'\''),
            "disabled" => None,
            "quillemet" => {
                return Err("QuoteChar quillemet is not supported yet: use quote, single_quote or disabled".into());
            }
            other => return Err(format!("QuoteChar '{other}' is none of quote, quillemet, single_quote and disabled")),
        };
        let escape = match self.escaper.as_deref() {
            None | Some("") => None,
            Some(text) => match text.as_bytes() {
                [byte] if byte.is_ascii() => Some(*byte),
                _ => return Err(format!("Escaper '{text}' must be one ASCII character")),
            },
        };
        Ok(CsvDialect {
            delimiter,
            quote,
            escape,
            header: self.with_header.unwrap_or(false),
            skip_first: self.skip_first.unwrap_or(false),
            multiline: self.multiline.unwrap_or(false),
        })
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>, id: &str) -> Result<Frame> {
        let dialect = self.dialect().map_err(|message| planner.node_error(id, message))?;
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
        let files = CsvFiles::open(objects, codec, dialect, planner.threads()).await?;
        planner.source(id, files)
    }
}

/// The codec a `CompressionType` names; none for "look at the key".
pub(super) fn codec(name: Option<&str>) -> Result<Option<Codec>, String> {
    match name.map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => Ok(None),
        Some("gzip") => Ok(Some(Codec::Gzip)),
        Some("bzip2") => Ok(Some(Codec::Bzip2)),
        Some(other) => Err(format!("CompressionType '{other}' is neither gzip nor bzip2")),
    }
}
