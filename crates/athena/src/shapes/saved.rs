//! Named queries and prepared statements.

use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NamedQuery {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    database: String,
    query_string: String,
    named_query_id: String,
    work_group: String,
}

impl From<boathouse_query::NamedQuery> for NamedQuery {
    fn from(query: boathouse_query::NamedQuery) -> Self {
        Self {
            name: query.name,
            description: query.description,
            database: query.database,
            query_string: query.sql,
            named_query_id: query.id,
            work_group: query.workgroup,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PreparedStatement {
    statement_name: String,
    query_statement: String,
    work_group_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    last_modified_time: EpochSeconds,
}

impl From<boathouse_query::PreparedStatement> for PreparedStatement {
    fn from(prepared: boathouse_query::PreparedStatement) -> Self {
        Self {
            statement_name: prepared.name,
            query_statement: prepared.sql,
            work_group_name: prepared.workgroup,
            description: prepared.description,
            last_modified_time: prepared.modified_ms.into(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PreparedSummary {
    statement_name: String,
    last_modified_time: EpochSeconds,
}

impl From<boathouse_query::PreparedStatement> for PreparedSummary {
    fn from(prepared: boathouse_query::PreparedStatement) -> Self {
        Self { statement_name: prepared.name, last_modified_time: prepared.modified_ms.into() }
    }
}

/// Which prepared statement is meant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PreparedName {
    pub(crate) statement_name: String,
    pub(crate) work_group: String,
}

/// A statement to be prepared, or what one that was is to become.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Preparation {
    pub(crate) statement_name: String,
    pub(crate) work_group: String,
    pub(crate) query_statement: String,
    pub(crate) description: Option<String>,
}
