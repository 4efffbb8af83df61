//! Avro object container files, resolved to the table's schema by name, with defaults.
//!
//! Blocks are taken off the file and decompressed here, within limits; what is in them is decoded by
//! arrow-avro, whose panics are caught.

mod blocks;
mod columns;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use datafusion::datasource::physical_plan::FileOpener;

use self::rows::AvroOpener;
use super::AvroOptions;
use super::source::{FileScan, LakeFormat};
use super::text::Object;
use crate::{Error, Result};

impl LakeFormat for AvroOptions {
    fn name(&self) -> &'static str {
        "avro"
    }

    fn opener(&self, scan: FileScan) -> Result<Arc<dyn FileOpener>> {
        Ok(Arc::new(AvroOpener { options: self.clone(), scan }))
    }
}

/// An object that cannot be opened as Avro.
fn cannot_open(what: &dyn std::fmt::Display, object: &Object) -> Error {
    let (uri, size) = (&object.uri, object.size);
    Error::CannotOpenSplit {
        message: format!("Error opening Hive split {uri} (offset=0, length={size}): {what}"),
        place: uri.to_string(),
    }
}

/// Bytes that are no block or no record.
fn damaged(what: &dyn std::fmt::Display, uri: &str) -> Error {
    Error::BadData { message: format!("Failed to read Avro file: {uri}: {what}"), place: uri.to_owned() }
}
