//! What is converted to what.

use std::path::PathBuf;
use std::str::FromStr;

use boathouse_formats::write::Compression;
use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A location in the lake or on the local disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An object or a folder of a bucket.
    S3(S3Uri),
    /// A file or a folder.
    Local(PathBuf),
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once("://") {
            Some(("s3" | "s3a" | "s3n", _)) => Ok(Self::S3(text.parse()?)),
            Some((scheme, _)) => Err(Error::InvalidInput(format!("'{text}': the scheme {scheme} is not supported"))),
            None if text.is_empty() => Err(Error::InvalidInput("a path is empty".to_owned())),
            None => Ok(Self::Local(PathBuf::from(text))),
        }
    }
}

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConvertFormat {
    /// Delimited text.
    Csv,
    /// JSON records.
    Json,
    /// Parquet.
    Parquet,
}

impl ConvertFormat {
    /// By the end of a name, compression aside.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let name = key.to_ascii_lowercase();
        let name = [".gz", ".gzip", ".bz2", ".bzip2", ".zst", ".zstd"]
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .unwrap_or(&name);
        match name.rsplit('.').next() {
            Some("csv" | "tsv" | "psv") => Some(Self::Csv),
            Some("json" | "jsonl" | "ndjson") => Some(Self::Json),
            Some("parquet" | "parq") => Some(Self::Parquet),
            _ => None,
        }
    }
}

impl FromStr for ConvertFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "parquet" => Ok(Self::Parquet),
            _ => Err(Error::InvalidInput(format!("'{text}' is none of the formats csv, json and parquet"))),
        }
    }
}

/// The types of CSV columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConvertTypes {
    /// Found in the data.
    #[default]
    Inferred,
    /// All text.
    Strings,
}

/// What to convert, and how. Only `source` and `target` must be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertRequest {
    /// An object, a file, or a folder with everything below it.
    pub source: Place,
    /// A folder; or, ending with `.parquet`, a single file.
    pub target: Place,
    /// The source's format; by the names of the files unless given.
    pub format: Option<ConvertFormat>,
    /// Whether CSV files begin with column names; found in the data unless given.
    pub header: Option<bool>,
    /// The CSV delimiter; found in the data unless given.
    pub delimiter: Option<u8>,
    /// Columns that become `key=value` folders.
    pub partition_by: Vec<String>,
    /// Page compression.
    pub compression: Compression,
    /// Types of CSV columns.
    pub types: ConvertTypes,
}

impl ConvertRequest {
    /// Everything else found in the data; snappy, no partitions.
    pub fn new(source: Place, target: Place) -> Self {
        Self {
            source,
            target,
            format: None,
            header: None,
            delimiter: None,
            partition_by: Vec::new(),
            compression: Compression::default(),
            types: ConvertTypes::default(),
        }
    }
}

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertedFile {
    /// `s3://` location or path.
    pub location: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertReport {
    /// Rows written.
    pub rows: u64,
    /// Files written.
    pub files: Vec<ConvertedFile>,
    /// Columns with their Hive types.
    pub columns: Vec<(String, String)>,
    /// Bytes that were read, inference included.
    pub bytes_read: u64,
    /// Bytes of the files.
    pub bytes_written: u64,
    /// How long it took.
    pub millis: u64,
    /// What the user should know.
    pub notes: Vec<String>,
}
