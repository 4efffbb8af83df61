//! Definitions of all formats: reading, comparing, and the form in which equal ones are the same.

use sha2::{Digest, Sha256};

use crate::avro::{self, Avro};
use crate::json_schema::{self, Document};
use crate::protobuf::{self, File};
use crate::{Column, DataFormat, Error, Result, json};

/// How deep comparisons go, so that they fit on any thread's stack.
pub(crate) const DEPTH_MAX: usize = 100;

/// A definition that was read.
#[derive(Debug)]
pub struct Definition {
    format: DataFormat,
    fingerprint: String,
    parsed: Parsed,
}

#[derive(Debug)]
enum Parsed {
    Avro(Avro),
    Json(Document),
    Protobuf(File),
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// [`Error::InvalidDefinition`].
    pub fn parse(format: DataFormat, text: &str) -> Result<Self> {
        let invalid = |problem| Error::InvalidDefinition { format, problem };
        let (parsed, canonical) = match format {
            DataFormat::Avro => {
                (avro::parse(text).map(Parsed::Avro), json::parse(text).map(|value| json::canonical(&value)))
            }
            DataFormat::Json => {
                (json_schema::parse(text).map(Parsed::Json), json::parse(text).map(|value| json::canonical(&value)))
            }
            DataFormat::Protobuf => (protobuf::parse(text).map(Parsed::Protobuf), protobuf::canonical(text)),
        };
        let parsed = parsed.map_err(invalid)?;
        let canonical = canonical.map_err(invalid)?;
        Ok(Self { format, fingerprint: hex::encode(Sha256::digest(canonical)), parsed })
    }

    /// The format it was read in.
    pub fn format(&self) -> DataFormat {
        self.format
    }

    /// The same for definitions that differ only in blanks, comments and the order of JSON members.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether a reader with this definition understands all data written with `writer`.
    ///
    /// # Errors
    /// The first thing that it does not understand, in words.
    pub fn reads(&self, writer: &Self) -> Result<(), String> {
        match (&self.parsed, &writer.parsed) {
            (Parsed::Avro(reader), Parsed::Avro(writer)) => avro::readable(reader, writer),
            (Parsed::Json(reader), Parsed::Json(writer)) => json_schema::readable(reader, writer),
            (Parsed::Protobuf(reader), Parsed::Protobuf(writer)) => protobuf::readable(reader, writer),
            _ => Err("the formats differ".to_owned()),
        }
    }

    /// The columns of a table whose rows have this definition.
    ///
    /// # Errors
    /// [`Error::NoColumns`] for formats other than Avro, and for definitions without columns.
    pub fn columns(&self) -> Result<Vec<Column>> {
        match &self.parsed {
            Parsed::Avro(avro) => avro::columns(avro).map_err(Error::NoColumns),
            _ => Err(Error::NoColumns(format!("columns are made of Avro definitions, not of {}", self.format))),
        }
    }
}

#[cfg(test)]
pub(crate) mod mutations;
