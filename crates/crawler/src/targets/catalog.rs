//! Tables that the catalog has.

use serde::{Deserialize, Serialize};

/// One catalog target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogTargetDefinition {
    /// The tables' database.
    pub database_name: String,
    /// Names of tables.
    pub tables: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Queue of bucket notifications.
    pub event_queue_arn: Option<String>,
    /// Queue of notifications that failed.
    pub dlq_event_queue_arn: Option<String>,
}

impl CatalogTargetDefinition {
    pub(super) fn resolved(&self) -> CatalogTarget {
        CatalogTarget { database: self.database_name.clone(), tables: self.tables.clone() }
    }
}

/// One catalog target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogTarget {
    /// The tables' database.
    pub database: String,
    /// Names of tables.
    pub tables: Vec<String>,
}
