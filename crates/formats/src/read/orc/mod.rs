//! Apache ORC: stripes are read one by one, of each only the streams of the columns a query needs.
//!
//! Columns are found by position, or by name when the table says so; stripes whose statistics say that no
//! row can be wanted are not read.

mod columns;
mod footer;
mod nanos;
mod prune;
mod reader;
mod stripes;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use datafusion::datasource::physical_plan::FileOpener;

pub(crate) use self::footer::OrcFooters;
use self::stripes::OrcOpener;
use super::OrcOptions;
use super::source::{FileScan, LakeFormat};
use crate::{Error, Result};

/// Reads ORC files as rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct OrcFormat {
    pub(crate) options: OrcOptions,
    pub(crate) footers: OrcFooters,
}

impl LakeFormat for OrcFormat {
    fn name(&self) -> &'static str {
        "orc"
    }

    fn prunes(&self) -> bool {
        true
    }

    fn opener(&self, scan: FileScan) -> Result<Arc<dyn FileOpener>> {
        Ok(Arc::new(OrcOpener { format: self.clone(), scan }))
    }
}

/// What stands in a file that its format does not allow.
fn malformed(what: &dyn std::fmt::Display, uri: &str) -> Error {
    Error::BadData { message: format!("Malformed ORC file. {what} [{uri}]"), place: uri.to_owned() }
}

/// The same when the file is opened.
fn cannot_open(what: &dyn std::fmt::Display, uri: &str, size: u64) -> Error {
    Error::BadData {
        message: format!(
            "Error opening Hive split {uri} (offset=0, length={size}): Malformed ORC file. {what} [{uri}]"
        ),
        place: uri.to_owned(),
    }
}

/// An error of the decoder; what made reading fail stays what it was.
fn decoder_error(error: orc_rust::error::OrcError, uri: &str) -> Error {
    match error {
        orc_rust::error::OrcError::IoError { source, .. } => match source.downcast::<Error>() {
            Ok(ours) => ours,
            Err(io) => malformed(&io, uri),
        },
        other => malformed(&other, uri),
    }
}
