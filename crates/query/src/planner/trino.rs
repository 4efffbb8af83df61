//! Statements in Trino's SQL, read and analysed by `boathouse-sql` with Athena's settings.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_sql::analyzer::{self, AnalyzedStatement, Analyzer, AnalyzerOptions, table_names};
use boathouse_sql::ast::{Statement, StatementKind};
use boathouse_sql::{tokenize, trino};
use boathouse_types::{TrinoError, Zone};

use super::catalog::{Names, Resolved};
use super::parameters::{self, Parameters};
use super::size::{self, Size};
use super::{PlanRequest, SyntaxError};
use crate::stack::on_deep_stack;
use crate::{CATALOG_NAME, Failure};

/// Most entries of what `sequence` gives in Athena.
const SEQUENCE_ENTRIES_MAX: i64 = 50_000;

/// One statement and how large it is. Its tree may be deep: read it, and drop it, on a deep stack.
///
/// # Errors
/// What Trino's parser says.
pub(crate) fn read(sql: &str) -> Result<(Statement, Size), SyntaxError> {
    let size = size::check(&tokenize(sql))?;
    Ok((trino::parse_statement(sql).map_err(syntax_error)?, size))
}

/// The tables and views a statement names, in lower case, as written.
///
/// # Errors
/// What Trino's parser says.
pub(crate) fn tables_of(sql: &str) -> Result<Vec<Vec<String>>, SyntaxError> {
    on_deep_stack(|| read(sql).map(|(statement, _)| table_names(&statement)))
}

/// What a statement means.
///
/// # Errors
/// What Trino's analyzer says, with Athena's additions.
pub(crate) async fn analyze(request: PlanRequest<'_>) -> Result<AnalyzedStatement, Failure> {
    let (statement, size) = on_deep_stack(|| read(request.sql))?;
    let statement = Deeply(Some(statement));
    let Some(tree) = &statement.0 else { return Err(Failure::internal(&"no statement")) };
    let database = request.database.filter(|name| !name.is_empty()).map(str::to_lowercase);
    let session = Arc::new(session(&request, tree, database));
    let parameters = match &tree.kind {
        // Its markers stay markers.
        StatementKind::Prepare { .. } | StatementKind::Execute { .. } => Parameters::default(),
        _ => on_deep_stack(|| parameters::read(request.sql, request.parameters, size, &session))?,
    };
    let mut names = on_deep_stack(|| names(tree, &parameters));
    let mut size = size;
    if let Some((_, sql)) = request.prepared {
        let (inner, own) = on_deep_stack(|| read(sql).map(|(inner, own)| (table_names(&inner), own)))?;
        names.read.extend(inner);
        size = size.with(own)?;
    }
    let catalog = Resolved::new(names, &session, size, request.catalogs, request.tables).await?;
    Ok(on_deep_stack(|| analyzed(tree, parameters, session, &catalog, request.prepared))?)
}

/// A statement's tree, dropped on a deep stack.
struct Deeply(Option<Statement>);

impl Drop for Deeply {
    fn drop(&mut self) {
        let statement = self.0.take();
        on_deep_stack(|| drop(statement));
    }
}

fn session(request: &PlanRequest<'_>, statement: &Statement, database: Option<String>) -> Session {
    let defines = matches!(statement.kind, StatementKind::CreateView { .. } | StatementKind::DropView { .. });
    // A catalog that is not there does not keep Athena from changing definitions.
    let catalog = request.catalog.filter(|name| !name.is_empty() && !defines).unwrap_or(CATALOG_NAME);
    Session {
        zone: Zone::UTC,
        start_micros: request.now_ms.saturating_mul(1000),
        catalog: Some(catalog.to_lowercase()),
        schema: database,
        decimal_literals_as_double: true,
        sequence_entries_max: SEQUENCE_ENTRIES_MAX,
        ..Session::default()
    }
}

/// The names a statement and the values of its markers refer to.
fn names(statement: &Statement, parameters: &Parameters) -> Names {
    let mut names = Names { read: parameters.tables.clone(), defined: None };
    match &statement.kind {
        StatementKind::DropView { name, .. } => names.defined = Some(name.folded()),
        StatementKind::CreateView { name, query, .. } => {
            names.defined = Some(name.folded());
            names.read.extend(analyzer::query_table_names(query));
        }
        StatementKind::ExecuteImmediate { sql, .. } => {
            names.read.extend(table_names(statement));
            names.read.extend(read(sql).map(|(inner, _)| table_names(&inner)).unwrap_or_default());
        }
        _ => names.read.extend(table_names(statement)),
    }
    names
}

pub(super) fn syntax_error(error: boathouse_sql::SyntaxError) -> SyntaxError {
    SyntaxError { position: Some(error.position), message: error.message }
}

fn analyzed(
    statement: &Statement,
    parameters: Parameters,
    session: Arc<Session>,
    catalog: &Resolved,
    prepared: Option<&(String, String)>,
) -> Result<AnalyzedStatement, TrinoError> {
    let options = AnalyzerOptions { parameters: parameters.values };
    let analyzer = Analyzer::new(analyzer::library()?, session, catalog, options);
    analyzer.with_prepared(prepared.cloned().into_iter().collect()).analyze_statement(statement)
}

#[cfg(test)]
mod tests;
