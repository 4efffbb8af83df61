//! What a query would scan were its tables Parquet, or partitioned by other columns. Nothing is estimated: the tables
//! that the query read are copied, the query is run over the tables and over the copies, and the bytes of both are
//! counted where they are read.
//!
//! The copies lie in a bucket of their own, and the catalog of a region of their own knows them under the names of the
//! tables. Both are taken away at the end; what is left when the process is killed, `doctor` knows.

mod copy;
mod scratch;

use boathouse_catalog::{Catalog, TableInput, TablesRequest};
use boathouse_query::{Execution, OutputName, Queries, QueryStats, SqlRequest};
use boathouse_state::PageRequest;
use datafusion::arrow::array::RecordBatch;
use futures::TryStreamExt;

use crate::command::execute::Sink;
use crate::command::{Measured, Progress, Unit, WhatIfCommand, WhatIfOutcome};
use crate::{Boathouse, Error, Result};

use self::scratch::Scratch;
pub(crate) use self::scratch::{left_behind, take_stock};

const VIEW: &str = "VIRTUAL_VIEW";

pub(super) async fn run(house: &Boathouse, command: WhatIfCommand, sink: &Sink) -> Result<WhatIfOutcome> {
    let execution = house.queries().execution(&command.query_id).await?;
    let tables = check(&execution, &command)?;
    let scratch = Scratch::begin(house).await?;
    let outcome = measure(house, &command, &execution, &tables, &scratch, sink).await;
    let tidied = scratch.end().await;
    let outcome = outcome?;
    tidied?;
    Ok(outcome)
}

/// The tables that a query has read, each as database and name.
fn check<'a>(execution: &'a Execution, command: &WhatIfCommand) -> Result<Vec<(&'a str, &'a str)>> {
    let usage = |text: String| Err(Error::Usage(text));
    let is_query = execution.kind.output == OutputName::Csv
        && execution.kind.substatement_type.as_deref() == Some("SELECT")
        && execution.sql.split_whitespace().next().is_some_and(|word| !word.eq_ignore_ascii_case("EXECUTE"));
    if !is_query {
        return usage(format!("'{}' is no query, and only queries can be measured", execution.kind.words));
    }
    let read = &execution.statistics.scanned_by_table;
    if read.is_empty() {
        return usage("the query has read no table".to_owned());
    }
    if let Some(other) = command.partition_by.keys().find(|name| !read.contains_key(*name)) {
        let names: Vec<&str> = read.keys().map(String::as_str).collect();
        return usage(format!("the query has not read '{other}', but {}", names.join(", ")));
    }
    Ok(read.keys().filter_map(|name| name.split_once('.')).collect())
}

async fn measure(
    house: &Boathouse,
    command: &WhatIfCommand,
    execution: &Execution,
    tables: &[(&str, &str)],
    scratch: &Scratch,
    sink: &Sink,
) -> Result<WhatIfOutcome> {
    let mut copied = Vec::with_capacity(tables.len());
    for (done, (database, name)) in tables.iter().enumerate() {
        let total = Some(tables.len() as u64);
        let stage = format!("copying {database}.{name}");
        sink.progress(Progress { stage, done: done as u64, total, unit: Unit::Files });
        copied.push(copy::table(house, scratch, (database, name), command).await?);
    }
    let databases = tables.iter().map(|(database, _)| *database).chain(execution.database.as_deref());
    copy_views(house.catalog(), &scratch.catalog, databases).await?;
    let now = run_once(house.queries(), execution).await?;
    let then = run_once(&scratch.queries, execution).await?;
    // Looked at last: footers that are known are not read, and so not counted, again.
    for table in &copied {
        copy::check(scratch, table).await?;
    }
    if now.rows != then.rows {
        let text = format!("the query gave {} rows and over the copies {}: they are not the same", now.rows, then.rows);
        return Err(Error::Usage(text));
    }
    let price = house.config().athena.price;
    let measured = |stats: QueryStats| Measured {
        scanned_bytes: stats.scanned_bytes,
        billed_bytes: price.billable_bytes(stats.scanned_bytes),
        usd: price.usd(stats.scanned_bytes),
        rows: stats.rows,
    };
    Ok(WhatIfOutcome { now: measured(now), then: measured(then), tables: copied })
}

/// Views are read through the names they were made with.
async fn copy_views<'a>(from: &Catalog, to: &Catalog, databases: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = Vec::new();
    for database in databases {
        if seen.contains(&database) || from.database(database).await.is_err() {
            continue;
        }
        seen.push(database);
        copy::ensure_database(to, database).await?;
        let all = from.tables(database, TablesRequest { expression: None, page: PageRequest::all() }).await?;
        for view in all.items.into_iter().filter(|table| table.table_type.as_deref() == Some(VIEW)) {
            to.create_table(database, TableInput::from(view), None).await?;
        }
    }
    Ok(())
}

async fn run_once(queries: &Queries, execution: &Execution) -> Result<QueryStats> {
    let request = SqlRequest {
        sql: execution.sql.clone(),
        database: execution.database.clone(),
        parameters: execution.parameters.clone(),
    };
    drained(queries, request).await.map(|(stats, _)| stats)
}

/// Runs a statement to its end; what it took, and its last rows.
async fn drained(queries: &Queries, request: SqlRequest) -> Result<(QueryStats, Option<RecordBatch>)> {
    let (mut output, mut last) = (queries.execute(request).await?, None);
    let failed = |error| boathouse_query::Error::from(boathouse_query::Failure::from(error));
    while let Some(batch) = output.stream.try_next().await.map_err(failed)? {
        last = Some(batch);
    }
    Ok((output.stats.snapshot(), last))
}
