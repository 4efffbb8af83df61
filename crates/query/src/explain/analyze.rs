//! `EXPLAIN ANALYZE`: the statement is run, and what its operators counted is told.

use std::sync::Arc;
use std::time::Instant;

use boathouse_lake::Meter;
use boathouse_sql::analyzer::{Analyzed, AnalyzedStatement, Explain};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::TryStreamExt;
use parking_lot::Mutex;

use super::node::Figures;
use super::physical::{Measured, fragments};
use super::target::Output;
use super::{Explained, Format, json, scans, target, text};
use crate::embedded::{Stats, counted};
use crate::stack::Deep;
use crate::steps::with_steps;
use crate::write::{self, Destination, Wrote};
use crate::{Failure, Queries};

/// Where a statement that writes leaves the plan that it ran.
#[derive(Debug, Default)]
pub(crate) struct Ran(Mutex<Option<Stats>>);

impl Ran {
    pub(crate) fn note(&self, stats: &Stats) {
        *self.0.lock() = Some(stats.clone());
    }

    pub(crate) fn taken(&self) -> Option<Stats> {
        self.0.lock().take()
    }
}

/// Runs the statement and tells its plan with what it took.
///
/// # Errors
/// The failure of the statement.
pub(super) async fn run(
    queries: &Queries,
    explain: Explain,
    format: Format,
    destination: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Explained, Failure> {
    let Some((query, output)) = target::of(&explain.statement)? else {
        return Err(Failure::not_supported("EXPLAIN ANALYZE of a statement that has nothing to do"));
    };
    if format == Format::Graphviz {
        return Err(Failure::not_supported("EXPLAIN ANALYZE with FORMAT GRAPHVIZ"));
    }
    let query = query.clone();
    let session = queries.engine().session(queries.lake(), &Meter::default())?;
    let optimized = Deep::new(session.optimize(&query.plan)?);
    let tables = optimized.get().map(scans::tables).unwrap_or_default();
    let (stats, written) = match *explain.statement {
        AnalyzedStatement::Query(_) => (drained(queries, &query, meter, started).await?, None),
        statement => {
            // The rows that it writes leave no result of their own: the explanation is the result.
            let ran = Ran::default();
            let to = Destination { object: None, ran: Some(&ran), ..*destination };
            let wrote = wrote(queries, statement, &to, meter, started).await?;
            let Some(stats) = ran.taken() else { return Err(Failure::internal(&"nothing was run")) };
            (stats, Some(wrote))
        }
    };
    let written = written.map(|wrote| Figures {
        output_rows: usize::try_from(wrote.rows).ok(),
        output_bytes: usize::try_from(wrote.bytes).ok(),
        ..Figures::default()
    });
    let text = {
        let Some(plan) = stats.plan.as_ref().and_then(Deep::get) else { return Err(Failure::internal(&"no plan")) };
        told(plan, &tables, &query, &output, Measured { verbose: explain.verbose, written }, format)?
    };
    Ok(Explained { stats, ..Explained::of(&text, None) })
}

fn told(
    plan: &Arc<dyn ExecutionPlan>,
    tables: &[scans::Table],
    query: &Analyzed,
    output: &Output,
    measured: Measured,
    format: Format,
) -> Result<String, Failure> {
    let found = fragments(plan, tables, query, output, Some(measured));
    match format {
        Format::Json => json::fragments(&found),
        _ => text::fragments(&found),
    }
}

async fn drained(queries: &Queries, query: &Analyzed, meter: &Meter, started: Instant) -> Result<Stats, Failure> {
    let session = queries.engine().session(queries.lake(), meter)?;
    let plan = session.create_physical_plan(&query.plan).await?;
    let plan = with_steps(plan)?;
    let rows = execute_stream(Arc::clone(&plan), session.task_ctx())?;
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let stats = Stats { meter: meter.clone(), plan: Some(Deep::new(plan)), planning_ms, ..Stats::default() };
    let mut rows = counted(rows, query.schema(), &stats, started);
    while rows.try_next().await?.is_some() {}
    Ok(stats)
}

async fn wrote(
    queries: &Queries,
    statement: AnalyzedStatement,
    to: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Wrote, Failure> {
    match statement {
        AnalyzedStatement::CreateTableAs(create) => write::create_table_as(queries, *create, to, meter, started).await,
        AnalyzedStatement::Insert(insert) => write::insert(queries, *insert, to, meter, started).await,
        AnalyzedStatement::Unload(unload) => write::unload(queries, *unload, to, meter, started).await,
        _ => Err(Failure::internal(&"a statement that writes nothing")),
    }
}
