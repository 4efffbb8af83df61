//! Running an execution to its end, whatever the end is.

use std::time::{Duration, Instant};

use boathouse_lake::Meter;
use boathouse_schema::S3Uri;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::execution::{Execution, ExecutionState};
use super::store::{self, StoredResult};
use crate::embedded::{self, Stats};
use crate::results::{MetadataFile, RowIndex, write_csv, write_small};
use crate::statement::{Action, DdlContext, Parsed, StatementType, run_ddl};
use crate::{Failure, Queries, Result};

/// What Athena's engine writes, and what its metadata path writes.
const ENGINE_CONTENT: &str = "application/octet-stream";
const METADATA_CONTENT: &str = "binary/octet-stream";

enum Outcome {
    Done(Option<StoredResult>),
    Failed(Failure),
    Cancelled,
}

/// Waits for a turn, runs and keeps the outcome. The work itself is done on the engine's threads: what
/// computes for long without a pause holds up neither its own cancellation nor anybody else.
pub(super) async fn run(queries: Queries, execution: Execution, parsed: Parsed, cancel: CancellationToken) {
    let id = execution.id.clone();
    let started = Instant::now();
    let (meter, limit) = (Meter::default(), queries.config().timeout(parsed.kind.statement_type == StatementType::Ddl));
    let mut work = Work { queries: queries.clone(), execution: execution.clone(), meter: meter.clone() };
    let (mut execution, outcome) = tokio::select! {
        biased;
        () = cancel.cancelled() => (execution, Outcome::Cancelled),
        turn = queries.turn() => {
            work.execution.statistics.queue_ms = millis(started.elapsed());
            let before = work.execution.clone();
            let mut task = queries.engine().spawn(work.run(parsed, turn));
            tokio::select! {
                biased;
                () = cancel.cancelled() => (before, Outcome::Cancelled),
                () = tokio::time::sleep(limit) => (before, Outcome::Failed(Failure::timeout())),
                done = &mut task => done.unwrap_or_else(|error| (before, Outcome::Failed(Failure::internal(&error)))),
            }
        }
    };
    let statistics = &mut execution.statistics;
    statistics.total_ms = millis(started.elapsed());
    statistics.engine_ms = statistics.total_ms.saturating_sub(statistics.queue_ms + statistics.service_ms);
    statistics.scanned_bytes = meter.bytes_read();
    if let Err(error) = finish(&queries, execution, outcome).await {
        tracing::error!(%id, %error, "the end of a query could not be kept");
    }
    queries.running().end(&id);
}

/// What runs on the engine's threads.
struct Work {
    queries: Queries,
    execution: Execution,
    meter: Meter,
}

impl Work {
    /// Holds its turn until it has really stopped.
    async fn run(mut self, parsed: Parsed, turn: Option<OwnedSemaphorePermit>) -> (Execution, Outcome) {
        self.execution.state = ExecutionState::Running;
        let running = self.execution.clone();
        let outcome = match self.queries.state().write(move |connection| store::update(connection, &running)).await {
            Ok(true) => match self.act(parsed).await {
                Ok(result) => Outcome::Done(result),
                Err(failure) => Outcome::Failed(failure),
            },
            Ok(false) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Failure::internal(&error)),
        };
        drop(turn);
        (self.execution, outcome)
    }

    async fn act(&mut self, parsed: Parsed) -> Result<Option<StoredResult>, Failure> {
        let (queries, execution) = (&self.queries, &mut self.execution);
        match parsed.action {
            Action::Query { literal_only } => {
                query(queries, execution, &parsed.sql, literal_only, &self.meter).await.map(Some)
            }
            Action::Ddl(change) => {
                let database = execution.database.as_deref();
                let context = DdlContext { database, now_ms: queries.state().clock().now_ms() };
                run_ddl(change, queries.catalog(), &context).await?;
                write_empty(queries, execution).await.map(|()| None)
            }
            Action::NotSupported => Err(Failure::not_supported(&parsed.kind.words)),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn location_of(execution: &Execution) -> Result<S3Uri, Failure> {
    execution.output_location.parse().map_err(|error| Failure::internal(&error))
}

async fn query(
    queries: &Queries,
    execution: &mut Execution,
    sql: &str,
    literal_only: bool,
    meter: &Meter,
) -> Result<StoredResult, Failure> {
    let location = location_of(execution)?;
    let content_type = if literal_only { METADATA_CONTENT } else { ENGINE_CONTENT };
    let question = embedded::Question {
        sql,
        database: execution.database.as_deref(),
        catalog: execution.catalog.as_deref(),
        parameters: &execution.parameters,
    };
    let answer = embedded::answer(queries, &question, meter).await?;
    let stats: Stats = answer.stats.clone();
    let columns = answer.columns;
    let index: RowIndex = write_csv(queries.lake(), &location, content_type, &columns, answer.stream).await?;

    let publishing = Instant::now();
    let query_id = if literal_only { execution.id.clone() } else { queries.engine_query_id(execution.submitted_ms) };
    let metadata = MetadataFile {
        query_id: &query_id,
        update_type: literal_only.then_some(""),
        update_count: literal_only.then_some(0),
        columns: &columns,
    };
    let companion = S3Uri::new(&location.bucket, format!("{}.metadata", location.key));
    write_small(queries.lake(), &companion, content_type, metadata.encode()).await?;

    let taken = stats.snapshot();
    let statistics = &mut execution.statistics;
    statistics.service_ms = millis(publishing.elapsed());
    statistics.planning_ms = (!literal_only).then_some(taken.planning_ms);
    statistics.input_rows = taken.input_rows;
    statistics.output_rows = index.rows.saturating_sub(1);
    statistics.output_bytes = index.bytes;
    Ok(StoredResult { columns, update_count: Some(0), index })
}

/// DDL leaves an empty object.
async fn write_empty(queries: &Queries, execution: &Execution) -> Result<(), Failure> {
    write_small(queries.lake(), &location_of(execution)?, METADATA_CONTENT, Vec::new()).await
}

/// Keeps the outcome. What was written for an execution that did not end well is taken away, but the
/// text that Hive's failures leave.
async fn finish(queries: &Queries, mut execution: Execution, outcome: Outcome) -> Result<()> {
    execution.completed_ms = Some(queries.state().clock().now_ms());
    let mut result = None;
    match outcome {
        Outcome::Done(stored) => {
            execution.state = ExecutionState::Succeeded;
            result = stored;
        }
        Outcome::Failed(failure) => {
            execution.state = ExecutionState::Failed;
            execution.failure = Some(failure);
        }
        Outcome::Cancelled => {
            execution.state = ExecutionState::Cancelled;
            execution.failure = Some(Failure::cancelled());
        }
    }
    if execution.state != ExecutionState::Succeeded {
        clean_up(queries, &execution).await;
    }
    let kept = execution.clone();
    let recorded = queries
        .state()
        .write(move |connection| {
            if let Some(result) = &result {
                store::insert_result(connection, &kept.id, result)?;
            }
            store::update(connection, &kept)
        })
        .await?;
    if !recorded && execution.state == ExecutionState::Succeeded {
        clean_up(queries, &execution).await;
    }
    Ok(())
}

async fn clean_up(queries: &Queries, execution: &Execution) {
    let Ok(location) = location_of(execution) else { return };
    let hive_text = execution.failure.as_ref().filter(|failure| failure.is_hive_ddl());
    if let Some(failure) = hive_text {
        let text = failure.reason.clone().into_bytes();
        if let Err(error) = write_small(queries.lake(), &location, ENGINE_CONTENT, text).await {
            tracing::warn!(id = %execution.id, %error, "the failure's text could not be written as the result");
        }
        return;
    }
    for key in [location.key.clone(), format!("{}.metadata", location.key)] {
        if let Err(error) = queries.lake().delete(&location.bucket, &key).await {
            tracing::debug!(id = %execution.id, %key, %error, "nothing to take away");
        }
    }
}
