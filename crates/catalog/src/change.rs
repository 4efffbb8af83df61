//! Several changes of the catalog that happen together or not at all.

use serde::{Deserialize, Serialize};

use crate::{Catalog, PartitionInput, PartitionUpdate, Result, TableInput, UpdateTable};

/// One change. Names are folded as everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Make a table.
    CreateTable {
        /// Database name.
        database: String,
        /// The table.
        input: TableInput,
        /// Who makes it.
        created_by: Option<String>,
    },
    /// Replace a table.
    UpdateTable {
        /// Database name.
        database: String,
        /// The table as it shall be.
        input: TableInput,
        /// How.
        how: UpdateTable,
    },
    /// Drop a table.
    DeleteTable {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
    },
    /// Make partitions.
    CreatePartitions {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
        /// The partitions.
        inputs: Vec<PartitionInput>,
    },
    /// Replace partitions.
    UpdatePartitions {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
        /// The partitions as they shall be.
        updates: Vec<PartitionUpdate>,
    },
    /// Drop partitions.
    DeletePartitions {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
        /// Their values.
        values: Vec<Vec<String>>,
    },
}

impl Catalog {
    /// Does all the changes in their order in one transaction, or none of them.
    ///
    /// # Errors
    /// What is wrong with the first change that cannot be done.
    pub async fn apply(&self, changes: Vec<Change>) -> Result<()> {
        self.transaction(|transaction| changes.into_iter().try_for_each(|change| transaction.apply(change))).await
    }
}
