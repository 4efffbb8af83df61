//! Databases.

use boathouse_catalog::{self as catalog, Parameters};
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

/// `DatabaseIdentifier`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DatabaseIdentifier {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl From<catalog::DatabaseIdentifier> for DatabaseIdentifier {
    fn from(from: catalog::DatabaseIdentifier) -> Self {
        Self { catalog_id: from.catalog_id, database_name: from.database_name, region: from.region }
    }
}

impl From<DatabaseIdentifier> for catalog::DatabaseIdentifier {
    fn from(from: DatabaseIdentifier) -> Self {
        Self { catalog_id: from.catalog_id, database_name: from.database_name, region: from.region }
    }
}

/// `FederatedDatabase`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FederatedDatabase {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<String>,
}

impl From<catalog::FederatedDatabase> for FederatedDatabase {
    fn from(from: catalog::FederatedDatabase) -> Self {
        Self {
            identifier: from.identifier,
            connection_name: from.connection_name,
            connection_type: from.connection_type,
        }
    }
}

impl From<FederatedDatabase> for catalog::FederatedDatabase {
    fn from(from: FederatedDatabase) -> Self {
        Self {
            identifier: from.identifier,
            connection_name: from.connection_name,
            connection_type: from.connection_type,
        }
    }
}

/// `DataLakePrincipal`, nested in [`PrincipalPermissions`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataLakePrincipal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_lake_principal_identifier: Option<String>,
}

/// `PrincipalPermissions`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PrincipalPermissions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<DataLakePrincipal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
}

impl PrincipalPermissions {
    /// What Glue shows of a database that was made without saying: everybody whom IAM lets may do all.
    fn default_for_tables() -> Vec<Self> {
        let principal = DataLakePrincipal { data_lake_principal_identifier: Some("IAM_ALLOWED_PRINCIPALS".to_owned()) };
        vec![Self { principal: Some(principal), permissions: Some(vec!["ALL".to_owned()]) }]
    }
}

impl From<catalog::PrincipalPermissions> for PrincipalPermissions {
    fn from(from: catalog::PrincipalPermissions) -> Self {
        let principal = from.principal.map(|id| DataLakePrincipal { data_lake_principal_identifier: Some(id) });
        Self { principal, permissions: from.permissions }
    }
}

impl From<PrincipalPermissions> for catalog::PrincipalPermissions {
    fn from(from: PrincipalPermissions) -> Self {
        let principal = from.principal.and_then(|principal| principal.data_lake_principal_identifier);
        Self { principal, permissions: from.permissions }
    }
}

/// `DatabaseInput`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DatabaseInput {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_table_default_permissions: Option<Vec<PrincipalPermissions>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_database: Option<DatabaseIdentifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated_database: Option<FederatedDatabase>,
}

impl From<DatabaseInput> for catalog::DatabaseInput {
    fn from(from: DatabaseInput) -> Self {
        Self {
            name: from.name,
            description: from.description,
            location_uri: from.location_uri,
            parameters: from.parameters,
            create_table_default_permissions: from
                .create_table_default_permissions
                .map(|items| items.into_iter().map(Into::into).collect()),
            target_database: from.target_database.map(Into::into),
            federated_database: from.federated_database.map(Into::into),
        }
    }
}

/// `Database`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Database {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    pub create_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_table_default_permissions: Option<Vec<PrincipalPermissions>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_database: Option<DatabaseIdentifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated_database: Option<FederatedDatabase>,
    pub catalog_id: String,
}

impl Database {
    /// A database as the account that owns it sees it.
    pub fn new(from: catalog::Database, catalog_id: &str) -> Self {
        let permissions = from
            .create_table_default_permissions
            .map_or_else(PrincipalPermissions::default_for_tables, |permissions| {
                permissions.into_iter().map(Into::into).collect()
            });
        Self {
            name: from.name,
            description: from.description,
            location_uri: from.location_uri,
            parameters: from.parameters,
            create_time: EpochSeconds(from.create_time_ms),
            create_table_default_permissions: Some(permissions),
            target_database: from.target_database.map(Into::into),
            federated_database: from.federated_database.map(Into::into),
            catalog_id: catalog_id.to_owned(),
        }
    }
}
