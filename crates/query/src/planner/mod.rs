//! The seam between a query's text and the engine's plan.
//!
//! Whoever implements [`Planner`] decides the dialect: names, types, functions and error texts.

mod catalog;
mod parameters;
mod size;
mod trino;

use async_trait::async_trait;
use boathouse_sql::analyzer::{Analyzed, TableEntry};

use crate::Failure;
use crate::statement::Position;

pub(crate) use trino::{TrinoSql, position};

/// Text that is no query.
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

/// Finds the tables a query names; names are lower case.
#[async_trait]
pub(crate) trait TableResolver: Send + Sync {
    async fn resolve(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved>;
}

/// What is to be planned and what it can refer to.
pub(crate) struct PlanRequest<'a> {
    pub(crate) sql: &'a str,
    /// Values of the `?` markers, as text.
    pub(crate) parameters: &'a [String],
    /// The database of unqualified names.
    pub(crate) database: Option<&'a str>,
    /// What every function of the clock answers by.
    pub(crate) now_ms: i64,
    pub(crate) tables: &'a dyn TableResolver,
}

/// Turns the text of a query into a plan.
#[async_trait]
pub(crate) trait Planner: Send + Sync + std::fmt::Debug {
    /// Whether `sql` is a query at all, without looking at any catalog.
    fn check_syntax(&self, sql: &str) -> Result<(), SyntaxError>;

    /// Plans a query.
    async fn plan(&self, request: PlanRequest<'_>) -> Result<Analyzed, Failure>;
}
