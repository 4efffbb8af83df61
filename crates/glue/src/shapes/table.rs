//! Tables and their versions.

use boathouse_catalog::{self as catalog, Parameters};
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use super::iceberg::IcebergTableMetadata;
use super::storage::{Column, StorageDescriptor};
use super::view::ViewDefinition;

/// `TableIdentifier`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableIdentifier {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl From<catalog::TableIdentifier> for TableIdentifier {
    fn from(from: catalog::TableIdentifier) -> Self {
        Self { catalog_id: from.catalog_id, database_name: from.database_name, name: from.name, region: from.region }
    }
}

impl From<TableIdentifier> for catalog::TableIdentifier {
    fn from(from: TableIdentifier) -> Self {
        Self { catalog_id: from.catalog_id, database_name: from.database_name, name: from.name, region: from.region }
    }
}

/// `FederatedTable`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FederatedTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<String>,
}

impl From<catalog::FederatedTable> for FederatedTable {
    fn from(from: catalog::FederatedTable) -> Self {
        Self {
            identifier: from.identifier,
            database_identifier: from.database_identifier,
            connection_name: from.connection_name,
            connection_type: from.connection_type,
        }
    }
}

impl From<FederatedTable> for catalog::FederatedTable {
    fn from(from: FederatedTable) -> Self {
        Self {
            identifier: from.identifier,
            database_identifier: from.database_identifier,
            connection_name: from.connection_name,
            connection_type: from.connection_type,
        }
    }
}

/// `TableInput`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableInput {
    pub name: String,
    pub description: Option<String>,
    pub owner: Option<String>,
    pub last_access_time: Option<EpochSeconds>,
    pub last_analyzed_time: Option<EpochSeconds>,
    pub retention: Option<i32>,
    pub storage_descriptor: Option<StorageDescriptor>,
    pub partition_keys: Option<Vec<Column>>,
    pub view_original_text: Option<String>,
    pub view_expanded_text: Option<String>,
    pub table_type: Option<String>,
    pub parameters: Option<Parameters>,
    pub target_table: Option<TableIdentifier>,
    pub federated_table: Option<FederatedTable>,
    pub view_definition: Option<ViewDefinition>,
}

impl TableInput {
    /// A table of this name and nothing else.
    pub fn named(name: String) -> Self {
        Self {
            name,
            description: None,
            owner: None,
            last_access_time: None,
            last_analyzed_time: None,
            retention: None,
            storage_descriptor: None,
            partition_keys: None,
            view_original_text: None,
            view_expanded_text: None,
            table_type: None,
            parameters: None,
            target_table: None,
            federated_table: None,
            view_definition: None,
        }
    }
}

impl From<TableInput> for catalog::TableInput {
    fn from(from: TableInput) -> Self {
        Self {
            name: from.name,
            description: from.description,
            owner: from.owner,
            last_access_time_ms: from.last_access_time.map(Into::into),
            last_analyzed_time_ms: from.last_analyzed_time.map(Into::into),
            retention: from.retention,
            storage_descriptor: from.storage_descriptor.map(Into::into),
            partition_keys: from.partition_keys.unwrap_or_default().into_iter().map(Into::into).collect(),
            view_original_text: from.view_original_text,
            view_expanded_text: from.view_expanded_text,
            table_type: from.table_type,
            parameters: from.parameters.unwrap_or_default(),
            target_table: from.target_table.map(Into::into),
            federated_table: from.federated_table.map(Into::into),
            view_definition: from.view_definition.map(Into::into),
        }
    }
}

/// `Table`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Table {
    pub name: String,
    pub database_name: String,
    pub create_time: EpochSeconds,
    pub update_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_access_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_analyzed_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_descriptor: Option<StorageDescriptor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_keys: Option<Vec<Column>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_original_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_expanded_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_table: Option<TableIdentifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated_table: Option<FederatedTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_definition: Option<ViewDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    pub is_registered_with_lake_formation: bool,
    pub catalog_id: String,
    pub version_id: String,
    pub is_multi_dialect_view: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iceberg_table_metadata: Option<IcebergTableMetadata>,
}

impl Table {
    /// A table as the account that owns it sees it.
    pub fn new(from: catalog::Table, catalog_id: &str) -> Self {
        Self {
            is_multi_dialect_view: from.view_definition.is_some(),
            name: from.name,
            database_name: from.database_name,
            create_time: EpochSeconds(from.create_time_ms),
            update_time: EpochSeconds(from.update_time_ms),
            description: from.description,
            owner: from.owner,
            last_access_time: from.last_access_time_ms.map(Into::into),
            last_analyzed_time: from.last_analyzed_time_ms.map(Into::into),
            retention: from.retention,
            storage_descriptor: from.storage_descriptor.map(Into::into),
            partition_keys: Some(from.partition_keys.into_iter().map(Into::into).collect()),
            view_original_text: from.view_original_text,
            view_expanded_text: from.view_expanded_text,
            table_type: from.table_type,
            parameters: Some(from.parameters).filter(|map| !map.is_empty()),
            target_table: from.target_table.map(Into::into),
            federated_table: from.federated_table.map(Into::into),
            view_definition: from.view_definition.map(Into::into),
            created_by: from.created_by,
            is_registered_with_lake_formation: false,
            catalog_id: catalog_id.to_owned(),
            version_id: from.version_id.to_string(),
            iceberg_table_metadata: None,
        }
    }
}

/// `TableVersion`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableVersion {
    pub table: Table,
    pub version_id: String,
}

impl TableVersion {
    /// A version as the account that owns the table sees it.
    pub fn new(from: catalog::TableVersion, catalog_id: &str) -> Self {
        Self { version_id: from.version_id.to_string(), table: Table::new(from.table, catalog_id) }
    }
}

/// What of a table `GetTable` and `GetTables` are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TableAttribute {
    Name,
    TableType,
    Default,
    LatestIcebergMetadata,
}
