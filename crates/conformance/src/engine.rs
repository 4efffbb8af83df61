//! Runs a statement: parser, analyzer, DataFusion.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use boathouse_functions::Session;
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_sql::analyzer::{self, Analyzed, AnalyzedStatement, Analyzer, AnalyzerOptions, Catalog};
use boathouse_sql::trino;
use boathouse_state::Clock;
use boathouse_types::{ErrorCode, TrinoError, Type, Zone};
use tokio::runtime::Runtime;

use crate::codec;
use crate::compare::Cell;

/// Trino's own bound on a statement, which its server checks before anything reads it.
const QUERY_LENGTH_MAX: usize = 1_000_000;
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
    session: Arc<Session>,
}

/// What the statements of a case run against.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) catalog: &'a dyn Catalog,
    /// A statement that takes longer counts as failed.
    pub(crate) time_max: Duration,
}

impl Engine {
    /// Runs statements in sessions of a time zone.
    pub(crate) fn new(zone: Zone) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let start_micros = Clock::system().now_ms().saturating_mul(1000);
        let (catalog, schema) = (Some("tpch".to_owned()), Some("tiny".to_owned()));
        let session = Arc::new(Session { zone, start_micros, catalog, schema, ..Session::default() });
        Ok(Self { runtime, session })
    }

    /// Runs statements in sessions as Athena's are.
    pub(crate) fn of_athena() -> std::io::Result<Self> {
        let Self { runtime, session } = Self::new(Zone::UTC)?;
        let session = Session { decimal_literals_as_double: true, sequence_entries_max: 50_000, ..(*session).clone() };
        Ok(Self { runtime, session: Arc::new(session) })
    }

    /// Only reads the text.
    pub(crate) fn parse(sql: &str) -> Result<(), TrinoError> {
        trino::parse_statement(sql).map(drop).map_err(syntax_error)
    }
}

impl Surroundings<'_> {
    /// Runs a statement to its end.
    pub(crate) fn run(&self, sql: &str) -> Result<Answer, TrinoError> {
        let length = sql.encode_utf16().count();
        if length > QUERY_LENGTH_MAX {
            let text = format!("Query text length ({length}) exceeds the maximum length ({QUERY_LENGTH_MAX})");
            return Err(TrinoError::new(ErrorCode::QueryTextTooLarge, text));
        }
        self.wait(self.execute(sql))
    }

    /// Waits for work, but not for longer than a statement may take.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = Result<T, TrinoError>>) -> Result<T, TrinoError> {
        self.engine.runtime.block_on(async {
            let late = |_| Err(TrinoError::new(ErrorCode::ExceededTimeLimit, "the query took too long"));
            tokio::time::timeout(self.time_max, work).await.unwrap_or_else(late)
        })
    }

    /// Types a statement and runs nothing.
    pub(crate) fn analyze(&self, sql: &str) -> Result<AnalyzedStatement, TrinoError> {
        let statement = trino::parse_statement(sql).map_err(syntax_error)?;
        let session = Arc::clone(&self.engine.session);
        let library = analyzer::library()?;
        Analyzer::new(library, session, self.catalog, AnalyzerOptions::default()).analyze_statement(&statement)
    }

    async fn execute(&self, sql: &str) -> Result<Answer, TrinoError> {
        match self.analyze(sql)? {
            AnalyzedStatement::Query(analyzed) => answer(&analyzed).await,
            AnalyzedStatement::Insert(insert) => changed(&insert.rows).await,
            AnalyzedStatement::Delete(delete) => changed(&delete.rows).await,
            AnalyzedStatement::Update(update) => changed(&update.rows).await,
            AnalyzedStatement::Merge(merge) => changed(&merge.rows).await,
            _ => Ok(Answer::default()),
        }
    }
}

async fn answer(analyzed: &Analyzed) -> Result<Answer, TrinoError> {
    let batches = codec::collect(analyzed).await?;
    let types: Vec<_> = analyzed.columns.iter().map(|c| c.data_type.clone()).collect();
    let rows = text(&types, &batches, RowText::Named)?;
    let listed = text(&types, &batches, RowText::List)?;
    Ok(Answer { is_query: true, types, rows, listed })
}

/// Works out the rows a statement would write and answers with their number, as Trino does; nothing is written, for
/// each case has the tables as they were.
async fn changed(rows: &Analyzed) -> Result<Answer, TrinoError> {
    let count: usize = codec::collect(rows).await?.iter().map(RecordBatch::num_rows).sum();
    let rows = vec![vec![Some(count.to_string())]];
    Ok(Answer { is_query: true, types: vec![Type::BigInt], listed: rows.clone(), rows })
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
