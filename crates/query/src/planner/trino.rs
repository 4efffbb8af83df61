//! Queries in Trino's SQL, planned by `boathouse-sql` with Athena's settings.

use std::sync::Arc;

use async_trait::async_trait;
use boathouse_functions::Session;
use boathouse_sql::analyzer::{self, Analyzed, Analyzer, AnalyzerOptions, query_table_names};
use boathouse_sql::ast::{Query, StatementKind};
use boathouse_sql::{tokenize, trino};
use boathouse_types::{TrinoError, Zone};

use super::catalog::Resolved;
use super::parameters::{self, Parameters};
use super::size::{self, Size};
use super::{PlanRequest, Planner, SyntaxError};
use crate::stack::on_deep_stack;
use crate::statement::Position;
use crate::{CATALOG_NAME, Failure};

/// Trino's SQL; see the module's description.
#[derive(Debug, Default)]
pub(crate) struct TrinoSql;

#[async_trait]
impl Planner for TrinoSql {
    fn check_syntax(&self, sql: &str) -> Result<(), SyntaxError> {
        on_deep_stack(|| read(sql).map(drop))
    }

    async fn plan(&self, request: PlanRequest<'_>) -> Result<Analyzed, Failure> {
        let (query, size) = on_deep_stack(|| read(request.sql))?;
        let database = request.database.filter(|name| !name.is_empty()).map(str::to_lowercase);
        let session = Arc::new(session(database.as_deref(), request.now_ms));
        let parameters = on_deep_stack(|| parameters::read(request.sql, request.parameters, size, &session))?;
        let mut names = query_table_names(&query);
        names.extend(parameters.tables.iter().cloned());
        let catalog = Resolved::new(names, database.as_deref(), request.tables).await?;
        Ok(on_deep_stack(|| analyzed(&query, parameters, session, &catalog))?)
    }
}

fn session(database: Option<&str>, now_ms: i64) -> Session {
    Session {
        zone: Zone::UTC,
        start_micros: now_ms.saturating_mul(1000),
        catalog: Some(CATALOG_NAME.to_owned()),
        schema: database.map(str::to_owned),
        decimal_literals_as_double: true,
        ..Session::default()
    }
}

/// One query and how large it is.
fn read(sql: &str) -> Result<(Query, Size), SyntaxError> {
    let size = size::check(&tokenize(sql))?;
    let statement = trino::parse_statement(sql).map_err(syntax_error)?;
    match statement.kind {
        StatementKind::Query(query) => Ok((*query, size)),
        _ => Err(SyntaxError { position: None, message: "Queries of this type are not supported".to_owned() }),
    }
}

pub(super) fn syntax_error(error: boathouse_sql::SyntaxError) -> SyntaxError {
    let position = position((error.position.line, error.position.column));
    SyntaxError { position: Some(position), message: error.message }
}

/// A place of the grammar's as this crate counts it.
pub(crate) fn position((line, column): (u32, u32)) -> Position {
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Position { line: count(line), column: count(column) }
}

fn analyzed(
    query: &Query,
    parameters: Parameters,
    session: Arc<Session>,
    catalog: &Resolved,
) -> Result<Analyzed, TrinoError> {
    let options = AnalyzerOptions { parameters: parameters.values };
    Analyzer::new(analyzer::library()?, session, catalog, options).analyze_query(query)
}

#[cfg(test)]
mod tests;
