//! Tables and views of a database server.

use serde::{Deserialize, Serialize};

/// What else of a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum JdbcMetadata {
    /// Comments of tables and columns.
    Comments,
    /// The server's names of the columns' types.
    RawTypes,
}

/// One JDBC target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JdbcTargetDefinition {
    /// A connection of the catalog.
    pub connection_name: Option<String>,
    /// `database/schema/table`, where `%` stands for any text.
    pub path: String,
    /// Patterns of what to leave out.
    pub exclusions: Option<Vec<String>>,
    /// What else is written down.
    pub additional_metadata: Option<Vec<JdbcMetadata>>,
}

impl JdbcTargetDefinition {
    pub(super) fn resolved(&self) -> JdbcTarget {
        JdbcTarget {
            connection: self.connection_name.clone().unwrap_or_default(),
            path: self.path.clone(),
            exclusions: self.exclusions.clone().unwrap_or_default(),
            additional_metadata: self.additional_metadata.clone().unwrap_or_default(),
        }
    }
}

/// One JDBC target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JdbcTarget {
    /// A connection of the catalog.
    pub connection: String,
    /// `database/schema/table`, where `%` stands for any text.
    pub path: String,
    /// Patterns of what to leave out.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// What else is written down.
    #[serde(default)]
    pub additional_metadata: Vec<JdbcMetadata>,
}
