//! Tables and views of a database server.

mod path;
mod tables;
#[cfg(test)]
mod tests;

use boathouse_catalog::{Connections, Passwords, Table};
use boathouse_jdbc::{Engine, Wanted};
use serde::{Deserialize, Serialize};

use self::path::IncludePath;
pub(crate) use self::tables::CONNECTION_NAME;
use self::tables::Tables;
use super::finds::{Finds, Survey};
use crate::plan::LogLine;
use crate::{Error, Result};

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

/// A part of a server that was looked at whole.
#[derive(Debug, Clone)]
pub(crate) struct JdbcRoot {
    connection: String,
    path: IncludePath,
}

impl JdbcRoot {
    /// Whether the table is of this part. What the target leaves out is, too: it counts as gone.
    pub fn covers(&self, table: &Table) -> bool {
        let location = table.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.as_deref());
        table.parameters.get(CONNECTION_NAME) == Some(&self.connection)
            && location.is_some_and(|location| self.path.covers(location))
    }
}

impl JdbcTarget {
    /// Checks what the target says and whether its connection leads to an engine that is crawled. Nothing is
    /// connected to.
    pub(crate) async fn check(&self, connections: &Connections, scope: &str) -> Result<()> {
        if self.connection.is_empty() {
            return Err(Error::invalid("ConnectionName must be given for JDBC targets."));
        }
        // Whatever the engine is, the path must be one.
        IncludePath::parse(&self.path, None)?;
        path::exclusions(&self.exclusions)?;
        let engine = self.engine(&self.connection(connections, scope).await?)?;
        IncludePath::parse(&self.path, Some(engine)).map(drop)
    }

    /// Asks the server what is there. A server that cannot be asked fails the crawl: its tables are not gone.
    pub(super) async fn survey(&self, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
        let definition = self.connection(survey.connections, survey.scope).await?;
        let engine = self.engine(&definition)?;
        let path = IncludePath::parse(&self.path, Some(engine))?;
        let wanted = Wanted {
            database: path.database.clone(),
            schema: path.schema.exact().map(str::to_owned),
            name: path.table.exact().map(str::to_owned),
        };
        let relations = boathouse_jdbc::relations(&definition, &wanted).await.map_err(|source| self.failed(source))?;
        let tables = Tables { target: self, engine, path: &path, crawler: survey.crawler };
        let found = tables.of(&relations)?;
        if found.is_empty() {
            let text = format!("No tables were found at {} of connection {}", self.path, self.connection);
            finds.log.push(LogLine::warn(text));
        }
        finds.tables.extend(found);
        finds.servers.push(JdbcRoot { connection: self.connection.clone(), path });
        Ok(())
    }

    async fn connection(
        &self,
        connections: &Connections,
        scope: &str,
    ) -> Result<boathouse_catalog::ConnectionDefinition> {
        match connections.connection(scope, &self.connection, Passwords::Plain).await {
            Ok(kept) => Ok(kept.value.definition),
            Err(boathouse_catalog::Error::NotFound { .. }) => Err(Error::ConnectionNotFound(self.connection.clone())),
            Err(other) => Err(other.into()),
        }
    }

    fn engine(&self, definition: &boathouse_catalog::ConnectionDefinition) -> Result<Engine> {
        Engine::of(definition).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: boathouse_jdbc::Error) -> Error {
        Error::Connection { name: self.connection.clone(), source }
    }
}
