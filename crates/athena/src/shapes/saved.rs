//! Named queries and prepared statements.

use boathouse_query::STATEMENT_BYTES_MAX;
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::{Error, checks};

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
    statement_name: Option<String>,
    work_group: Option<String>,
}

impl PreparedName {
    /// Workgroup and name.
    ///
    /// # Errors
    /// What does not keep to the model.
    pub(crate) fn checked(self) -> Result<(String, String), Error> {
        let mut all = Constraints::new();
        checks::statement(&mut all, "statementName", self.statement_name.as_ref());
        checks::required_workgroup(&mut all, "workGroup", self.work_group.as_ref());
        all.finish()?;
        Ok((self.work_group.unwrap_or_default(), self.statement_name.unwrap_or_default()))
    }
}

/// A statement to be prepared, or what one that was is to become.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Preparation {
    statement_name: Option<String>,
    work_group: Option<String>,
    query_statement: Option<String>,
    description: Option<String>,
}

/// The same, of which all that must be there is.
pub(crate) struct Prepared {
    pub(crate) workgroup: String,
    pub(crate) name: String,
    pub(crate) sql: String,
    pub(crate) description: Option<String>,
}

impl Preparation {
    /// # Errors
    /// What does not keep to the model.
    pub(crate) fn checked(self) -> Result<Prepared, Error> {
        let mut all = Constraints::new();
        checks::statement(&mut all, "statementName", self.statement_name.as_ref());
        checks::required_workgroup(&mut all, "workGroup", self.work_group.as_ref());
        checks::required(&mut all, "queryStatement", self.query_statement.as_ref(), 1, STATEMENT_BYTES_MAX);
        checks::optional(&mut all, "description", self.description.as_ref(), 1, 1024);
        all.finish()?;
        Ok(Prepared {
            workgroup: self.work_group.unwrap_or_default(),
            name: self.statement_name.unwrap_or_default(),
            sql: self.query_statement.unwrap_or_default(),
            description: self.description,
        })
    }
}
