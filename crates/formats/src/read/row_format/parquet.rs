//! Options of `ParquetHiveSerDe`.

use serde::{Deserialize, Serialize};

use super::properties::Properties;
use crate::Result;

/// How a Parquet file's columns are matched to the table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParquetOptions {
    /// By position (`parquet.column.index.access`) instead of by name without regard to case.
    pub by_position: bool,
}

impl ParquetOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        Ok(Self { by_position: properties.boolean("parquet.column.index.access", false)? })
    }
}
