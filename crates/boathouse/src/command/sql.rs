//! One statement and its rows.

use std::time::Instant;

use boathouse_query::{Failure, QueryOutput, SqlRequest, StatementKind};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use futures::StreamExt;

use crate::command::crawl::ensure_database;
use crate::command::execute::Sink;
use crate::command::{SqlCommand, SqlOutcome};
use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse, command: SqlCommand, sink: &Sink) -> Result<SqlOutcome> {
    let started = Instant::now();
    let QueryOutput { kind, schema, mut stream, stats, .. } = start(house, command).await?;
    if !schema.fields().is_empty() {
        sink.schema(schema.clone()).await;
    }
    while let Some(batch) = stream.next().await {
        sink.batch(batch.map_err(failed)?).await;
    }
    Ok(outcome(house, &kind, stats.snapshot(), started))
}

/// All rows at once, for embedding.
pub(crate) async fn collect(
    house: &Boathouse,
    command: SqlCommand,
) -> Result<(SchemaRef, Vec<RecordBatch>, SqlOutcome)> {
    let started = Instant::now();
    let QueryOutput { kind, schema, mut stream, stats, .. } = start(house, command).await?;
    let mut batches = Vec::new();
    while let Some(batch) = stream.next().await {
        batches.push(batch.map_err(failed)?);
    }
    let outcome = outcome(house, &kind, stats.snapshot(), started);
    Ok((schema, batches, outcome))
}

/// The database that is there in every account of Athena's, and here once somebody asks for it.
const DEFAULT_DATABASE: &str = "default";

async fn start(house: &Boathouse, command: SqlCommand) -> Result<QueryOutput> {
    if command.database == DEFAULT_DATABASE {
        ensure_database(house, DEFAULT_DATABASE).await?;
    }
    Ok(house.queries().execute(SqlRequest::new(command.sql, Some(&command.database))).await?)
}

fn failed(error: datafusion::error::DataFusionError) -> boathouse_query::Error {
    Failure::from(error).into()
}

fn outcome(
    house: &Boathouse,
    kind: &StatementKind,
    stats: boathouse_query::QueryStats,
    started: Instant,
) -> SqlOutcome {
    let price = house.config().athena.price;
    SqlOutcome {
        rows: stats.rows,
        bytes_scanned: stats.scanned_bytes,
        athena_usd: if kind.is_billed() { price.usd(stats.scanned_bytes) } else { 0.0 },
        millis: started.elapsed().as_secs_f64() * 1000.0,
    }
}
