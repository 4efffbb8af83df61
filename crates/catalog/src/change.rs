//! Several changes of the catalog that happen together or not at all.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::partition_rows::{self as rows, Keys};
use crate::{Catalog, PartitionInput, PartitionUpdate, Result, TableInput, UpdateTable, names, tables};

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
        let (catalog, now_ms) = (self.clone(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                changes.into_iter().try_for_each(|change| catalog.apply_one(connection, change, now_ms))
            })
            .await
    }

    fn apply_one(&self, connection: &Connection, change: Change, now_ms: i64) -> Result<()> {
        match change {
            Change::CreateTable { database, input, created_by } => {
                tables::create(connection, &self.named(&database), input, created_by, now_ms).map(drop)
            }
            Change::UpdateTable { database, input, how } => {
                tables::update(connection, &self.named(&database), input, how, now_ms).map(drop)
            }
            Change::DeleteTable { database, table } => {
                tables::delete(connection, &self.named(&database), &names::fold(&table))
            }
            Change::CreatePartitions { database, table, inputs } => {
                let keys = Keys::of(connection, &self.named(&database), &names::fold(&table))?;
                let mut inserter = rows::Inserter::new(connection, &keys);
                for input in inputs {
                    inserter.insert(input, now_ms)?;
                }
                rows::touch(connection, keys.table_id)
            }
            Change::UpdatePartitions { database, table, updates } => {
                let keys = Keys::of(connection, &self.named(&database), &names::fold(&table))?;
                let mut inserter = rows::Inserter::new(connection, &keys);
                for update in updates {
                    inserter.replace(update)?;
                }
                rows::touch(connection, keys.table_id)
            }
            Change::DeletePartitions { database, table, values } => {
                let keys = Keys::of(connection, &self.named(&database), &names::fold(&table))?;
                for values in values {
                    rows::delete(connection, &keys, &values)?;
                }
                rows::touch(connection, keys.table_id)
            }
        }
    }
}
