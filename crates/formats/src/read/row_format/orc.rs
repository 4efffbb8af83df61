//! Options of `OrcSerde`.

use serde::{Deserialize, Serialize};

use super::properties::Properties;
use crate::Result;

/// How an ORC file's columns are matched to the table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrcOptions {
    /// By position (`orc.column.index.access`), Athena's way unless told otherwise, instead of by name
    /// without regard to case.
    pub by_position: bool,
}

impl OrcOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        // Rows of a transactional table are in deltas over deltas, which a reader of files would show as they are.
        if properties.boolean("transactional", false)? {
            properties.refuse(&["transactional"])?;
        }
        Ok(Self { by_position: properties.boolean("orc.column.index.access", true)? })
    }
}
