//! The seam between a query's text and the engine's plan.
//!
//! Whoever implements [`Planner`] decides the dialect: names, types, functions and error texts. What
//! is behind it now is DataFusion's own SQL planner with Athena's settings.

mod engine_sql;
mod fidelity;
mod integers;
mod labels;
mod parameters;
mod resolved;
mod size;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::TableProvider;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;

use crate::Failure;
use crate::results::OutputColumn;
use crate::statement::Position;

pub(crate) use engine_sql::EngineSql;
pub(crate) use integers::IntegerLiterals;

/// Text that is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) position: Option<Position>,
    pub(crate) message: String,
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
    async fn resolve(&self, database: &str, table: &str) -> Result<Arc<dyn TableProvider>, Unresolved>;
}

/// What is to be planned and what it can refer to.
pub(crate) struct PlanRequest<'a> {
    pub(crate) sql: &'a str,
    /// Values of the `?` markers, as text.
    pub(crate) parameters: &'a [String],
    /// The database of unqualified names.
    pub(crate) database: Option<&'a str>,
    pub(crate) session: SessionState,
    pub(crate) tables: &'a dyn TableResolver,
}

/// A query ready for the engine.
pub(crate) struct Planned {
    pub(crate) plan: LogicalPlan,
    /// The session it was planned in, which must also run it.
    pub(crate) session: SessionState,
    /// One for each column of the plan's output.
    pub(crate) columns: Vec<OutputColumn>,
}

/// Turns the text of a query into a plan.
#[async_trait]
pub(crate) trait Planner: Send + Sync + std::fmt::Debug {
    /// Whether `sql` is a query at all, without looking at any catalog.
    fn check_syntax(&self, sql: &str) -> Result<(), SyntaxError>;

    /// Plans a query.
    async fn plan(&self, request: PlanRequest<'_>) -> Result<Planned, Failure>;
}
