//! The properties that say what files are like, of tables and of UNLOAD.

use boathouse_formats::read::LazySimpleOptions;
use boathouse_formats::write::{FileFormat, FileKind};

use super::properties::{Properties, invalid};
use crate::Failure;

/// The separator of fields when none is said.
const DEFAULT_SEPARATOR: u8 = 1;
/// A format that Athena's tables have and that no file is written in.
const ION: &str = "ION";
const UNLOADED: &[&str] = &["ORC", "PARQUET", "AVRO", "JSON", "TEXTFILE"];
const TABLES: &[&str] = &["ORC", "PARQUET", "AVRO", "JSON", "TEXTFILE", ION];

/// What files are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    pub(super) format: FileFormat,
    /// The property that said how they are compressed.
    pub(super) compression_property: Option<&'static str>,
    /// The separator that was said.
    pub(super) field_delimiter: Option<char>,
}

impl Files {
    /// Takes the properties of a table.
    pub(super) fn of_table(properties: &mut Properties) -> Result<Self, Failure> {
        const COMPRESSIONS: &[&str] = &["write_compression", "parquet_compression", "orc_compression"];
        let word = properties.text("format")?.unwrap_or_else(|| "PARQUET".to_owned());
        Self::of(properties, &word, TABLES, COMPRESSIONS)
    }

    /// Takes the properties of UNLOAD, which has no format of its own.
    pub(super) fn of_unload(properties: &mut Properties) -> Result<Self, Failure> {
        let Some(word) = properties.text("format")? else {
            return Err(invalid("The property 'format' is required for UNLOAD"));
        };
        Self::of(properties, &word, UNLOADED, &["compression"])
    }

    fn of(properties: &mut Properties, said: &str, words: &[&str], names: &[&'static str]) -> Result<Self, Failure> {
        let word = said.to_uppercase();
        if !words.contains(&word.as_str()) {
            return Err(properties.unknown_word("format", said, words));
        }
        let mut compression: Option<(&'static str, String)> = None;
        for name in names.iter().copied() {
            let Some(codec) = properties.text(name)? else { continue };
            if matches!((name, word.as_str()), ("parquet_compression", format) if format != "PARQUET")
                || matches!((name, word.as_str()), ("orc_compression", format) if format != "ORC")
            {
                return Err(not_for(name, &word));
            }
            if let Some((other, _)) = compression {
                return Err(invalid(&format!("Only one of the table properties {other} and {name} can be specified")));
            }
            compression = Some((name, codec));
        }
        let level = properties.integer("compression_level")?;
        let field_delimiter = properties.text("field_delimiter")?.map(|text| single(&text)).transpose()?;
        if field_delimiter.is_some() && word != "TEXTFILE" {
            return Err(not_for("field_delimiter", &word));
        }
        let kind = match word.as_str() {
            "PARQUET" => FileKind::Parquet,
            "ORC" => FileKind::Orc,
            "AVRO" => FileKind::Avro,
            "JSON" => FileKind::Json,
            "TEXTFILE" => {
                let separator = field_delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or(DEFAULT_SEPARATOR);
                FileKind::Text { layout: LazySimpleOptions::delimited(separator), header: false }
            }
            other => return Err(Failure::not_supported(&format!("writing the format {other}"))),
        };
        let codec = compression.as_ref().map(|(_, codec)| codec.as_str());
        let format = FileFormat::new(kind, codec, level).map_err(|error| invalid(&error.to_string()))?;
        Ok(Self { format, compression_property: compression.map(|(name, _)| name), field_delimiter })
    }
}

fn not_for(property: &str, format: &str) -> Failure {
    invalid(&format!("Cannot specify {property} table property for storage format: {format}"))
}

fn single(text: &str) -> Result<char, Failure> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() && c != '\n' && c != '\r' => Ok(c),
        _ => Err(invalid("field_delimiter must be a single ASCII character other than a line end")),
    }
}
