//! What a sample of bytes or a footer says about an object, for the crawler.
//!
//! Everything here but the fetch of footers is a pure function of bytes: the same bytes give
//! the same answer, hostile bytes give a [`Mismatch`] and never a panic, and memory is bounded by the
//! sample. Rules are those of AWS Glue's built-in classifiers.

pub(crate) mod avro;
mod bson;
pub(crate) mod codec;
mod columns;
mod csv;
mod grok;
mod hints;
mod ion;
mod json;
mod logs;
mod merge;
mod orc;
mod parquet;
mod shown;
mod temporal;
mod xml;

pub use avro::{AVRO_MAGIC, AvroSchema, avro_columns, infer_avro};
pub use bson::{BsonSchema, infer_bson};
pub use codec::{Compression, TextSample, ZIP_TAIL_BYTES, ZipEntry, decompress_sample};
pub use csv::{CsvRules, CsvSchema, HeaderRule, infer_csv};
pub use grok::{GrokSchema, infer_grok};
pub use hints::{Hint, HintKind, TypeRules};
pub use ion::{ION_MAGIC, IonSchema, infer_ion};
pub use json::{JsonPath, JsonPathSchema, JsonRoot, JsonSchema, infer_json, infer_json_path, infer_json_typed};
pub use logs::{LogSchema, infer_logs};
pub use merge::{Shape, ShapeField};
pub use orc::{ORC_MAGIC, OrcFooter, orc_footer, orc_footer_of};
pub(crate) use orc::{check_chunks as check_orc_chunks, checked_tail as checked_orc_tail};
pub use parquet::{PARQUET_MAGIC, ParquetFooter, parquet_footer, parquet_footer_of};
pub use xml::{XmlSchema, infer_xml};

/// Longest value quoted in an [`Evidence`], in characters.
const EVIDENCE_VALUE_CHARS_MAX: usize = 60;

/// Why bytes are not of a format, in a few words that name the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Mismatch {
    /// What did not fit.
    pub reason: String,
    /// True when a longer sample could still change the answer.
    pub needs_more: bool,
}

impl Mismatch {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), needs_more: false }
    }
}

/// The value that gave a column its type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// Record in the object, from 1, headers counted.
    pub record: u64,
    /// The value, shortened.
    pub value: String,
}

impl Evidence {
    fn new(record: usize, value: &str) -> Self {
        let value = value.chars().take(EVIDENCE_VALUE_CHARS_MAX).collect();
        Self { record: record as u64, value }
    }
}

/// One column as one object shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InferredColumn {
    /// Name, lower case.
    pub name: String,
    /// What its values are.
    pub shape: Shape,
    /// The value that decided, when one did.
    pub evidence: Option<Evidence>,
}
