//! Databases.

use serde::{Deserialize, Serialize};

use super::is_default;
use super::storage::Parameters;

/// What a caller says about a database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DatabaseInput {
    /// Name, folded to lower case when it is stored.
    #[serde(skip_serializing_if = "is_default")]
    pub name: String,
    /// Free text.
    #[serde(skip_serializing_if = "is_default")]
    pub description: Option<String>,
    /// Where tables without a location of their own go.
    #[serde(skip_serializing_if = "is_default")]
    pub location_uri: Option<String>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Option<Parameters>,
    /// What principals may do with tables made here.
    #[serde(skip_serializing_if = "is_default")]
    pub create_table_default_permissions: Option<Vec<PrincipalPermissions>>,
    /// The database a resource link points at.
    #[serde(skip_serializing_if = "is_default")]
    pub target_database: Option<DatabaseIdentifier>,
    /// The outside database this one stands for.
    #[serde(skip_serializing_if = "is_default")]
    pub federated_database: Option<FederatedDatabase>,
}

impl DatabaseInput {
    /// A database of this name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A database as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Database {
    /// Name, lower case.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Where tables without a location of their own go.
    pub location_uri: Option<String>,
    /// Properties.
    pub parameters: Option<Parameters>,
    /// What principals may do with tables made here.
    pub create_table_default_permissions: Option<Vec<PrincipalPermissions>>,
    /// The database a resource link points at.
    pub target_database: Option<DatabaseIdentifier>,
    /// The outside database this one stands for.
    pub federated_database: Option<FederatedDatabase>,
    /// When it was made, milliseconds since the epoch.
    pub create_time_ms: i64,
}

impl Database {
    pub(crate) fn from_input(input: DatabaseInput, create_time_ms: i64) -> Self {
        Self {
            name: input.name,
            description: input.description,
            location_uri: input.location_uri,
            parameters: input.parameters,
            create_table_default_permissions: input.create_table_default_permissions,
            target_database: input.target_database,
            federated_database: input.federated_database,
            create_time_ms,
        }
    }
}

/// The rights of one principal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PrincipalPermissions {
    /// Who.
    pub principal: Option<String>,
    /// What: `ALL`, `SELECT`, ….
    pub permissions: Option<Vec<String>>,
}

/// Where a link to a database points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DatabaseIdentifier {
    /// The account's catalog.
    pub catalog_id: Option<String>,
    /// Name there.
    pub database_name: Option<String>,
    /// Region.
    pub region: Option<String>,
}

/// A database of another system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FederatedDatabase {
    /// Its identifier there.
    pub identifier: Option<String>,
    /// The connection that reaches it.
    pub connection_name: Option<String>,
    /// The connection's kind.
    pub connection_type: Option<String>,
}
