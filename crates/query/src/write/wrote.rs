//! What a statement that wrote rows has to tell.

use serde::{Deserialize, Serialize};

use crate::executions::{Statistics, StoredResult};
use crate::results::{ColumnInfo, RowIndex};

const BIGINT_PRECISION: u32 = 19;

/// The outcome of a statement that wrote rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrote {
    /// How many.
    pub(crate) rows: u64,
    /// Where the files that were written are listed, if there is such a list.
    pub(crate) manifest: Option<String>,
    /// Milliseconds until the plan was ready.
    pub(crate) planning_ms: u64,
    /// Rows that were read.
    pub(crate) input_rows: u64,
    /// Bytes of the files.
    pub(crate) bytes: u64,
}

impl Wrote {
    /// The columns of such a result, which has no rows.
    pub(crate) fn columns() -> Vec<ColumnInfo> {
        vec![ColumnInfo {
            name: "rows".to_owned(),
            type_name: "bigint".to_owned(),
            precision: BIGINT_PRECISION,
            scale: 0,
            case_sensitive: false,
        }]
    }

    /// What is served for it.
    pub(crate) fn result(&self) -> StoredResult {
        StoredResult { columns: Self::columns(), update_count: Some(self.rows), index: RowIndex::default() }
    }

    /// Notes it in an execution's figures.
    pub(crate) fn note(&self, statistics: &mut Statistics) {
        statistics.planning_ms = Some(self.planning_ms);
        statistics.input_rows = self.input_rows;
        statistics.output_rows = self.rows;
        statistics.output_bytes = self.bytes;
        statistics.manifest_location = self.manifest.clone();
    }
}
