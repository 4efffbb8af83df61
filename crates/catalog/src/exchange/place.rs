//! A table that things hang on, with what must be known to read or make them.

use rusqlite::Connection;

use crate::partitions::rows::Keys;
use crate::tables::Stored;
use crate::{Column, Result, StorageDescriptor};

/// The table itself, be it a link or not.
pub(super) struct Place {
    pub keys: Keys,
    columns: Vec<Column>,
    /// False when no partition of any table has: then they need not be looked for.
    pub partitions_have_statistics: bool,
}

/// Where statistics are kept.
pub(super) fn statistics_of(partitions: bool) -> &'static str {
    if partitions { "catalog_partition_statistics" } else { "catalog_table_statistics" }
}

impl Place {
    pub fn of(connection: &Connection, stored: &Stored) -> Result<Self> {
        let partitions_have_statistics = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM catalog_partition_statistics)")?
            .query_row([], |row| row.get(0))?;
        Ok(Self {
            keys: Keys::with(connection, stored.id, stored.table.partition_keys.clone())?,
            columns: stored.table.columns().to_vec(),
            partitions_have_statistics,
        })
    }

    /// Whether there is such a column. A partition may have columns of its own; one that has none has the table's.
    pub fn has(&self, own: Option<&StorageDescriptor>, column: &str) -> bool {
        let columns = own.map(|own| &own.columns).filter(|columns| !columns.is_empty()).unwrap_or(&self.columns);
        columns.iter().chain(&self.keys.columns).any(|known| known.name == column)
    }
}
