//! The things a catalog is made of, each with the names of what it hangs on.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::IfExists;
use crate::{ColumnStatistics, DatabaseInput, FunctionInput, PartitionIndexInput, PartitionInput, TableInput};

/// One thing. What hangs on another comes after it: tables after their database, indexes after their table and
/// before its partitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Item {
    /// A database.
    Database {
        /// When it was made, milliseconds since the epoch; absent is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create_time_ms: Option<i64>,
        /// The database.
        definition: DatabaseInput,
    },
    /// A user-defined function.
    Function {
        /// Its database.
        database: String,
        /// When it was made, milliseconds since the epoch; absent is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create_time_ms: Option<i64>,
        /// The function.
        definition: FunctionInput,
    },
    /// A table, view or resource link, as it is now.
    Table {
        /// Its database.
        database: String,
        /// When it was made, milliseconds since the epoch; absent is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create_time_ms: Option<i64>,
        /// When it was last changed, milliseconds since the epoch; absent is when it was made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        update_time_ms: Option<i64>,
        /// Who made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created_by: Option<String>,
        /// The number of its present version.
        #[serde(default)]
        version: u64,
        /// The table.
        definition: Box<TableInput>,
    },
    /// A table as it was at an older version.
    TableVersion {
        /// The table's database.
        database: String,
        /// The table.
        table: String,
        /// The number of the version.
        version: u64,
        /// When the table became so, milliseconds since the epoch.
        update_time_ms: i64,
        /// The table then.
        definition: Box<TableInput>,
    },
    /// A partition index.
    PartitionIndex {
        /// The table's database.
        database: String,
        /// The table.
        table: String,
        /// The index.
        definition: PartitionIndexInput,
    },
    /// A partition.
    Partition {
        /// The table's database.
        database: String,
        /// The table.
        table: String,
        /// When it was made, milliseconds since the epoch; absent is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create_time_ms: Option<i64>,
        /// The partition.
        definition: Box<PartitionInput>,
    },
    /// What is known about the values of a column.
    Statistics {
        /// The table's database.
        database: String,
        /// The table.
        table: String,
        /// The values of the partition they are about; absent is the whole table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partition: Option<Vec<String>>,
        /// The statistics.
        definition: ColumnStatistics,
    },
}

impl fmt::Display for Item {
    /// What it is, as messages name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database { definition, .. } => write!(f, "database '{}'", definition.name),
            Self::Function { database, definition, .. } => write!(f, "function '{database}.{}'", definition.name),
            Self::Table { database, definition, .. } => write!(f, "table '{database}.{}'", definition.name),
            Self::TableVersion { database, table, version, .. } => {
                write!(f, "version {version} of '{database}.{table}'")
            }
            Self::PartitionIndex { database, table, definition } => {
                write!(f, "partition index '{}' of '{database}.{table}'", definition.name)
            }
            Self::Partition { database, table, definition, .. } => {
                write!(f, "partition [{}] of '{database}.{table}'", definition.values.join(", "))
            }
            Self::Statistics { database, table, partition: None, definition } => {
                write!(f, "statistics of the column '{}' of '{database}.{table}'", definition.column)
            }
            Self::Statistics { database, table, partition: Some(values), definition } => {
                let (column, values) = (&definition.column, values.join(", "));
                write!(f, "statistics of the column '{column}' of the partition [{values}] of '{database}.{table}'")
            }
        }
    }
}

/// An item and where it was read, for messages.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedItem {
    /// The line it begins at, from 1.
    pub line: u64,
    /// The item.
    pub item: Item,
    /// What the file itself says about a thing that is there; it counts where the import would fail otherwise.
    pub if_exists: Option<IfExists>,
}

/// How many things were exported or imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchanged {
    /// Databases.
    pub databases: u64,
    /// Functions.
    pub functions: u64,
    /// Tables, views and resource links.
    pub tables: u64,
    /// Older versions of tables.
    pub table_versions: u64,
    /// Partition indexes.
    pub partition_indexes: u64,
    /// Partitions.
    pub partitions: u64,
    /// Columns' statistics.
    pub statistics: u64,
    /// Things left as they were, because they were there already.
    pub skipped: u64,
}

impl Exchanged {
    pub(super) fn count(&mut self, item: &Item) {
        *match item {
            Item::Database { .. } => &mut self.databases,
            Item::Function { .. } => &mut self.functions,
            Item::Table { .. } => &mut self.tables,
            Item::TableVersion { .. } => &mut self.table_versions,
            Item::PartitionIndex { .. } => &mut self.partition_indexes,
            Item::Partition { .. } => &mut self.partitions,
            Item::Statistics { .. } => &mut self.statistics,
        } += 1;
    }
}
