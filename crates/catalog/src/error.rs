//! What can go wrong in the catalog.

/// A fact about what was asked of the catalog.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No database of this name.
    #[error("there is no database '{0}'")]
    DatabaseNotFound(String),
    /// The name is taken.
    #[error("the database '{0}' is there already")]
    DatabaseExists(String),
    /// The database has tables.
    #[error("the database '{0}' has tables: drop them first")]
    DatabaseNotEmpty(String),
    /// No table of this name in an existing database.
    #[error("there is no table '{database}.{table}'")]
    TableNotFound {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
    },
    /// The name is taken.
    #[error("the table '{database}.{table}' is there already")]
    TableExists {
        /// Database name.
        database: String,
        /// Table name.
        table: String,
    },
    /// No partition with these values.
    #[error("there is no partition [{}]", .0.join(", "))]
    PartitionNotFound(Vec<String>),
    /// The values are taken.
    #[error("the partition [{}] is there already", .0.join(", "))]
    PartitionExists(Vec<String>),
    /// The table has no such version, or it is not kept.
    #[error("there is no version {version} of the table '{table}'")]
    VersionNotFound {
        /// Table name.
        table: String,
        /// The version asked for.
        version: u64,
    },
    /// The present version cannot be deleted: delete the table.
    #[error("version {0} is the table's present one: delete the table instead")]
    VersionInUse(u64),
    /// The table has moved on since the caller read it.
    #[error("the table '{table}' was changed by somebody else: read it again")]
    VersionMismatch {
        /// Table name.
        table: String,
    },
    /// A partition expression that cannot be understood; the text is Glue's own.
    #[error("{0}")]
    InvalidExpression(String),
    /// A stored partition value does not fit its key's type; the text is Glue's own.
    #[error("{0}")]
    InvalidPartitionValue(String),
    /// Anything else that was asked wrongly.
    #[error("{0}")]
    InvalidInput(String),
    /// The number of values is not the number of partition keys.
    #[error("the table has {keys} partition keys and {values} values were given")]
    PartitionKeyCount {
        /// Keys of the table.
        keys: usize,
        /// Values given.
        values: usize,
    },
    /// An index names no key, or these, which are no partition keys of the table.
    #[error("[{}] are not partition keys of the table", .0.join(", "))]
    PartitionIndexKeys(Vec<String>),
    /// The table has an index of this name.
    #[error("the partition index '{0}' is there already")]
    PartitionIndexNameTaken(String),
    /// The table has an index with the same keys in the same order.
    #[error("the partition index '{0}' has the same keys")]
    PartitionIndexKeysTaken(String),
    /// The table has as many indexes as it can have.
    #[error("a table has {0} partition indexes at most")]
    PartitionIndexLimit(usize),
    /// No index of this name that could be deleted.
    #[error("there is no partition index '{0}'")]
    PartitionIndexNotFound(String),
    /// An index is being made or taken apart; only one can be at a time.
    #[error("the partition index '{index}' is {status}: wait until it is done")]
    PartitionIndexBusy {
        /// The index.
        index: String,
        /// What happens to it.
        status: &'static str,
    },
    /// A page token that this catalog did not make.
    #[error("the page token is not one of this listing: start again without one")]
    InvalidToken,
    /// No such thing of a kind that has no error of its own.
    #[error("there is no {entity} '{name}'")]
    NotFound {
        /// What was looked for.
        entity: Entity,
        /// Its name.
        name: String,
    },
    /// The name is taken.
    #[error("the {entity} '{name}' is there already")]
    Exists {
        /// What was to be made.
        entity: Entity,
        /// Its name.
        name: String,
    },
    /// The table has no such column.
    #[error("there is no column '{0}'")]
    ColumnNotFound(String),
    /// Nobody has reported statistics of the column.
    #[error("there are no statistics of the column '{0}'")]
    StatisticsNotFound(String),
    /// A policy is not as the caller demands.
    #[error("{0}")]
    PolicyCondition(String),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
}

/// Kinds of things beside databases, tables and partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A user-defined function.
    Function,
    /// A connection.
    Connection,
    /// A security configuration.
    SecurityConfiguration,
    /// A resource policy.
    Policy,
    /// A setting of the catalog.
    Setting,
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Function => "function",
            Self::Connection => "connection",
            Self::SecurityConfiguration => "security configuration",
            Self::Policy => "policy",
            Self::Setting => "setting",
        })
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::State(error.into())
    }
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
