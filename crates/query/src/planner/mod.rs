//! From the text of a statement of Trino's to what it means: parsed, its tables resolved, analysed.

mod catalog;
mod parameters;
mod size;
mod trino;

use async_trait::async_trait;
use boathouse_sql::Position;
use boathouse_sql::analyzer::TableEntry;

use crate::Failure;

pub(crate) use trino::{analyze, read, tables_of};

/// Text that is no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) position: Option<Position>,
    pub(crate) message: String,
}

impl From<SyntaxError> for Failure {
    fn from(error: SyntaxError) -> Self {
        Self::engine("SYNTAX_ERROR", error.position, &error.message)
    }
}

/// Why a name stands for no table.
#[derive(Debug)]
pub(crate) enum Unresolved {
    /// No such database.
    Database,
    /// No such table in the database.
    Table,
    /// The table is there and cannot be read.
    Failed(Failure),
}

/// Finds the tables a statement names; names are lower case.
#[async_trait]
pub(crate) trait TableResolver: Send + Sync {
    /// What is read under a name.
    async fn resolve(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved>;

    /// Whether a name is taken, and by what; nothing of it is read, so that it need not be readable.
    async fn occupant(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved>;
}

/// What stands behind a catalog's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The tables that are here.
    Here,
    /// Tables that are not here; the text says so.
    Elsewhere(String),
    /// Nothing.
    Unknown,
}

/// Says what stands behind names of catalogs; names are lower case.
#[async_trait]
pub(crate) trait CatalogNames: Send + Sync {
    /// What stands behind a name that is not that of the catalog that is always there.
    async fn standing(&self, name: &str) -> Result<Standing, Failure>;
}

/// What is to be planned and what it can refer to.
pub(crate) struct PlanRequest<'a> {
    pub(crate) sql: &'a str,
    /// Values of the `?` markers, as text.
    pub(crate) parameters: &'a [String],
    /// The database of unqualified names.
    pub(crate) database: Option<&'a str>,
    /// The catalog of unqualified names.
    pub(crate) catalog: Option<&'a str>,
    /// What every function of the clock answers by.
    pub(crate) now_ms: i64,
    pub(crate) catalogs: &'a dyn CatalogNames,
    /// The statement that this one runs by name, with the name in lower case.
    pub(crate) prepared: Option<&'a (String, String)>,
    pub(crate) tables: &'a dyn TableResolver,
}
