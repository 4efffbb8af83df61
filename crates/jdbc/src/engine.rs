//! The servers that can be met.

use boathouse_catalog::ConnectionDefinition;

use crate::target::Target;
use crate::{Error, Result};

const POSTGRESQL_PORT: u16 = 5_432;
const MYSQL_PORT: u16 = 3_306;

/// A kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    PostgreSql,
    /// MySQL.
    MySql,
    /// MariaDB, which speaks MySQL's protocol.
    MariaDb,
}

impl Engine {
    /// The engine that a connection leads to. Nothing is connected to.
    ///
    /// # Errors
    /// [`Error::Incomplete`] and [`Error::Unsupported`], with what the connection lacks or asks for.
    pub fn of(definition: &ConnectionDefinition) -> Result<Self> {
        Ok(Target::of(definition)?.engine)
    }

    /// The word that JDBC URLs and `classification` of tables have for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
        }
    }

    /// Whether a database has schemas between itself and its tables.
    pub fn has_schemas(self) -> bool {
        self == Self::PostgreSql
    }

    pub(crate) fn default_port(self) -> u16 {
        match self {
            Self::PostgreSql => POSTGRESQL_PORT,
            Self::MySql | Self::MariaDb => MYSQL_PORT,
        }
    }

    pub(crate) fn named(name: &str) -> Result<Self> {
        match name.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" => Ok(Self::PostgreSql),
            "mysql" => Ok(Self::MySql),
            "mariadb" => Ok(Self::MariaDb),
            "" => Err(Error::Incomplete("the connection has neither JDBC_CONNECTION_URL nor JDBC_ENGINE".to_owned())),
            other => Err(Error::Unsupported(format!("the database engine '{other}'"))),
        }
    }
}
