//! Tables and their versions.

use serde::{Deserialize, Serialize};

use super::is_default;
use super::storage::{Column, Parameters, StorageDescriptor};
use super::view::ViewDefinition;

/// What a caller says about a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableInput {
    /// Name, folded to lower case when it is stored.
    #[serde(skip_serializing_if = "is_default")]
    pub name: String,
    /// Free text.
    #[serde(skip_serializing_if = "is_default")]
    pub description: Option<String>,
    /// Owner.
    #[serde(skip_serializing_if = "is_default")]
    pub owner: Option<String>,
    /// Milliseconds since the epoch.
    #[serde(skip_serializing_if = "is_default")]
    pub last_access_time_ms: Option<i64>,
    /// When statistics were last computed, milliseconds since the epoch.
    #[serde(skip_serializing_if = "is_default")]
    pub last_analyzed_time_ms: Option<i64>,
    /// Days to keep; nobody acts on it.
    #[serde(skip_serializing_if = "is_default")]
    pub retention: Option<i32>,
    /// Columns, place and format.
    #[serde(skip_serializing_if = "is_default")]
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Partition keys, in order.
    #[serde(skip_serializing_if = "is_default")]
    pub partition_keys: Vec<Column>,
    /// A view's text.
    #[serde(skip_serializing_if = "is_default")]
    pub view_original_text: Option<String>,
    /// A view's text with names resolved.
    #[serde(skip_serializing_if = "is_default")]
    pub view_expanded_text: Option<String>,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW`, ….
    #[serde(skip_serializing_if = "is_default")]
    pub table_type: Option<String>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Parameters,
    /// The table a resource link points at.
    #[serde(skip_serializing_if = "is_default")]
    pub target_table: Option<TableIdentifier>,
    /// The outside table this one stands for.
    #[serde(skip_serializing_if = "is_default")]
    pub federated_table: Option<FederatedTable>,
    /// A view in several dialects.
    #[serde(skip_serializing_if = "is_default")]
    pub view_definition: Option<ViewDefinition>,
}

impl TableInput {
    /// A table of this name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A table as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Name, lower case.
    pub name: String,
    /// Its database.
    pub database_name: String,
    /// Free text.
    pub description: Option<String>,
    /// Owner.
    pub owner: Option<String>,
    /// Milliseconds since the epoch.
    pub create_time_ms: i64,
    /// Milliseconds since the epoch.
    pub update_time_ms: i64,
    /// Milliseconds since the epoch.
    pub last_access_time_ms: Option<i64>,
    /// Milliseconds since the epoch.
    pub last_analyzed_time_ms: Option<i64>,
    /// Days to keep; nobody acts on it.
    pub retention: Option<i32>,
    /// Columns, place and format.
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Partition keys, in order.
    pub partition_keys: Vec<Column>,
    /// A view's text.
    pub view_original_text: Option<String>,
    /// A view's text with names resolved.
    pub view_expanded_text: Option<String>,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW`, ….
    pub table_type: Option<String>,
    /// Properties.
    pub parameters: Parameters,
    /// Who made it.
    pub created_by: Option<String>,
    /// The table a resource link points at.
    pub target_table: Option<TableIdentifier>,
    /// The outside table this one stands for.
    pub federated_table: Option<FederatedTable>,
    /// A view in several dialects.
    pub view_definition: Option<ViewDefinition>,
    /// 0 at first, one more with each update.
    pub version_id: u64,
    /// Changes when anything of the table or its partitions does.
    pub generation: Generation,
}

impl Table {
    pub(crate) fn from_input(input: TableInput, database_name: String, facts: TableFacts) -> Self {
        Self {
            name: input.name,
            database_name,
            description: input.description,
            owner: input.owner,
            create_time_ms: facts.create_time_ms,
            update_time_ms: facts.update_time_ms,
            last_access_time_ms: input.last_access_time_ms,
            last_analyzed_time_ms: input.last_analyzed_time_ms,
            retention: input.retention,
            storage_descriptor: input.storage_descriptor,
            partition_keys: input.partition_keys,
            view_original_text: input.view_original_text,
            view_expanded_text: input.view_expanded_text,
            table_type: input.table_type,
            parameters: input.parameters,
            created_by: facts.created_by,
            target_table: input.target_table,
            federated_table: input.federated_table,
            view_definition: input.view_definition,
            version_id: facts.generation.version,
            generation: facts.generation,
        }
    }

    /// The storage descriptor's columns; none when there is no descriptor.
    pub fn columns(&self) -> &[Column] {
        self.storage_descriptor.as_ref().map_or(&[], |descriptor| &descriptor.columns)
    }

    /// The storage descriptor's location.
    pub fn location(&self) -> Option<&str> {
        self.storage_descriptor.as_ref()?.location.as_deref()
    }
}

impl From<Table> for TableInput {
    /// What would have to be sent to make this table again.
    fn from(table: Table) -> Self {
        Self {
            name: table.name,
            description: table.description,
            owner: table.owner,
            last_access_time_ms: table.last_access_time_ms,
            last_analyzed_time_ms: table.last_analyzed_time_ms,
            retention: table.retention,
            storage_descriptor: table.storage_descriptor,
            partition_keys: table.partition_keys,
            view_original_text: table.view_original_text,
            view_expanded_text: table.view_expanded_text,
            table_type: table.table_type,
            parameters: table.parameters,
            target_table: table.target_table,
            federated_table: table.federated_table,
            view_definition: table.view_definition,
        }
    }
}

/// What the catalog itself knows of a table.
pub(crate) struct TableFacts {
    pub create_time_ms: i64,
    pub update_time_ms: i64,
    pub created_by: Option<String>,
    pub generation: Generation,
}

/// What something derived from a table must have been derived from to be still true. Ids are never
/// used twice, so a table that was dropped and made again has another generation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Generation {
    /// The table.
    pub table_id: i64,
    /// Its version.
    pub version: u64,
    /// One more with each change of its partitions.
    pub partitions: u64,
}

/// A table as it was at some version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableVersion {
    /// The table then.
    pub table: Table,
    /// Which version.
    pub version_id: u64,
}

/// Where a link to a table points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableIdentifier {
    /// The account's catalog.
    pub catalog_id: Option<String>,
    /// Database there.
    pub database_name: Option<String>,
    /// Name there.
    pub name: Option<String>,
    /// Region.
    pub region: Option<String>,
}

/// A table of another system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FederatedTable {
    /// Its identifier there.
    pub identifier: Option<String>,
    /// The identifier of its database there.
    pub database_identifier: Option<String>,
    /// The connection that reaches it.
    pub connection_name: Option<String>,
    /// The connection's kind.
    pub connection_type: Option<String>,
}
