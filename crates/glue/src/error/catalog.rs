//! What the catalog says, in Glue's words.

use boathouse_catalog::{Entity, Error as Fact};

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::DatabaseNotFound(name) => Self::EntityNotFound(format!("Database {name} not found.")),
            Fact::DatabaseExists(_) => Self::AlreadyExists("Database already exists.".to_owned()),
            Fact::DatabaseNotEmpty(name) => Self::InvalidInput(format!("Database {name} is not empty.")),
            Fact::TableNotFound { table, .. } => Self::EntityNotFound(format!("Table {table} not found.")),
            Fact::TableExists { .. } => Self::AlreadyExists("Table already exists.".to_owned()),
            Fact::PartitionNotFound(_) => Self::EntityNotFound("Cannot find partition.".to_owned()),
            Fact::PartitionExists(_) => Self::AlreadyExists("Partition already exists.".to_owned()),
            Fact::VersionNotFound { .. } => Self::EntityNotFound("Version not found.".to_owned()),
            Fact::VersionInUse(_) => Self::InvalidInput("Cannot delete the current version of a table.".to_owned()),
            Fact::VersionMismatch { .. } => {
                Self::ConcurrentModification("Update table failed due to concurrent modifications.".to_owned())
            }
            Fact::PartitionKeyCount { .. } => Self::InvalidInput(
                "The number of partition keys do not match the number of partition values".to_owned(),
            ),
            Fact::PartitionIndexKeys(keys) => Self::InvalidInput(format!(
                "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [{}]",
                keys.join(", ")
            )),
            Fact::PartitionIndexNameTaken(name) => {
                Self::AlreadyExists(format!("Partition Index {name} already exists with the same name."))
            }
            Fact::PartitionIndexKeysTaken(name) => {
                Self::AlreadyExists(format!("Partition Index {name} already exists with the same keys."))
            }
            Fact::PartitionIndexLimit(max) => {
                Self::ResourceNumberLimitExceeded(format!("Partition index limit exceeded. Maximum: {max}"))
            }
            Fact::PartitionIndexNotFound(name) => {
                Self::EntityNotFound(format!("Index with the given indexName : {name} does not exist."))
            }
            Fact::PartitionIndexBusy { index, status } => Self::ResourceNumberLimitExceeded(format!(
                "Index {index} is in {status} state. Only 1 index can be created or deleted simultaneously per table."
            )),
            Fact::InvalidExpression(text) | Fact::InvalidInput(text) => Self::InvalidInput(text),
            Fact::InvalidPartitionValue(text) => Self::InvalidState(text),
            Fact::InvalidToken => Self::InvalidInput("Invalid NextToken.".to_owned()),
            Fact::NotFound { entity: Entity::Policy, .. } => Self::EntityNotFound("Policy not found.".to_owned()),
            Fact::NotFound { entity, name } => Self::EntityNotFound(format!("{} {name} not found.", title(entity))),
            Fact::Exists { entity, .. } => Self::AlreadyExists(format!("{} already exists.", title(entity))),
            Fact::ColumnNotFound(column) => Self::EntityNotFound(format!("Column {column} not found.")),
            Fact::StatisticsNotFound(column) => {
                Self::EntityNotFound(format!("Statistics of column {column} not found."))
            }
            Fact::PolicyCondition(text) => {
                Self::ConditionCheckFailure(format!("The condition of the request does not hold: {text}."))
            }
            Fact::State(error) => error.into(),
        }
    }
}

fn title(entity: Entity) -> &'static str {
    match entity {
        Entity::Function => "Function",
        Entity::Connection => "Connection",
        Entity::SecurityConfiguration => "Security configuration",
        Entity::Policy => "Policy",
        Entity::Setting => "Setting",
    }
}
