//! Runs a statement: parser, analyzer, DataFusion.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use boathouse_functions::Session;
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_sql::analyzer::{self, AnalyzedStatement, Analyzer, AnalyzerOptions, MemoryCatalog};
use boathouse_sql::trino;
use boathouse_types::{ErrorCode, TrinoError, Type, Zone};
use tokio::runtime::Runtime;

use crate::compare::Cell;
use crate::tables::{Table, add_views};

/// A query that takes longer counts as failed.
const QUERY_TIME_MAX: Duration = Duration::from_secs(20);
/// The zone of the sessions Trino's tests run in unless they say otherwise.
pub(crate) const ZONE: &str = "Pacific/Apia";

/// What a statement answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Answer {
    /// Other statements are analysed and not carried out.
    pub(crate) is_query: bool,
    pub(crate) types: Vec<Type>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The same with rows as `[1, x]`: Trino's tests expect them as lists of their values.
    pub(crate) listed: Vec<Vec<Cell>>,
}

/// One of the threads that run cases.
pub(crate) struct Engine {
    runtime: Runtime,
    catalog: Arc<MemoryCatalog>,
    zone: Zone,
}

impl Engine {
    /// Runs statements in sessions of a time zone.
    pub(crate) fn new(catalog: Arc<MemoryCatalog>, zone: Zone) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, catalog, zone })
    }

    /// Only reads the text.
    pub(crate) fn parse(sql: &str) -> Result<(), TrinoError> {
        trino::parse_statement(sql).map(drop).map_err(syntax_error)
    }

    /// Runs a statement to its end.
    pub(crate) fn run(&self, sql: &str) -> Result<Answer, TrinoError> {
        self.runtime.block_on(async {
            match tokio::time::timeout(QUERY_TIME_MAX, self.execute(sql)).await {
                Ok(answer) => answer,
                Err(_) => Err(TrinoError::new(ErrorCode::ExceededTimeLimit, "the query took too long")),
            }
        })
    }

    async fn execute(&self, sql: &str) -> Result<Answer, TrinoError> {
        let statement = trino::parse_statement(sql).map_err(syntax_error)?;
        let session = Arc::new(Session { zone: self.zone, ..Session::default() });
        let mut analyzer =
            Analyzer::new(analyzer::library()?, session, self.catalog.as_ref(), AnalyzerOptions::default());
        let AnalyzedStatement::Query(analyzed) = analyzer.analyze_statement(&statement)? else {
            return Ok(Answer::default());
        };
        let batches = analyzer::collect(&analyzed).await?;
        let types: Vec<_> = analyzed.columns.iter().map(|c| c.data_type.clone()).collect();
        let rows = text(&types, &batches, RowText::Named)?;
        let listed = text(&types, &batches, RowText::List)?;
        Ok(Answer { is_query: true, types, rows, listed })
    }
}

fn text(types: &[Type], batches: &[RecordBatch], form: RowText) -> Result<Vec<Vec<Cell>>, TrinoError> {
    let mut rows = Vec::new();
    for batch in batches {
        let columns = types.iter().zip(batch.columns());
        let texts: Vec<_> =
            columns.map(|(t, column)| ValueText::with_rows(t, column, form)).collect::<Result<_, _>>()?;
        rows.extend((0..batch.num_rows()).map(|row| texts.iter().map(|text| text.get(row)).collect()));
    }
    Ok(rows)
}

fn syntax_error(error: boathouse_sql::SyntaxError) -> TrinoError {
    let place = (error.position.line, error.position.column);
    TrinoError::at(place, ErrorCode::SyntaxError, error.message)
}

/// The catalog all threads share.
pub(crate) fn catalog(tables: Vec<Table>) -> Result<MemoryCatalog, Box<dyn Error>> {
    let mut catalog = MemoryCatalog::default();
    for table in tables {
        let provider = datafusion::datasource::MemTable::try_new(table.batch.schema(), vec![vec![table.batch]])?;
        catalog.add(table.name, Arc::new(provider))?;
    }
    add_views(&mut catalog)?;
    Ok(catalog)
}
