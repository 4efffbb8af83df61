//! Running an execution to its end, whatever the end is.

use std::time::{Duration, Instant};

use boathouse_lake::Meter;
use boathouse_schema::S3Uri;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::execution::{Execution, ExecutionState};
use super::store::{self, StoredResult};
use crate::answer::{Answer, Surroundings, answer};
use crate::embedded::{QueryOutput, Stats};
use crate::results::{MetadataFile, RowIndex, encode_lines, write_csv, write_small};
use crate::statement::{Action, Manner, Parsed, StatementType, Told};
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
        let literal_only = matches!(parsed.action, Action::Trino { literal_only: true });
        let around = Surroundings {
            database: execution.database.as_deref(),
            catalog: execution.catalog.as_deref(),
            parameters: &execution.parameters,
        };
        match answer(queries, parsed, &around, &self.meter).await? {
            Answer::Rows(rows) => write_rows(queries, execution, *rows, literal_only).await.map(Some),
            Answer::Told(told) => write_told(queries, execution, told).await,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn location_of(execution: &Execution) -> Result<S3Uri, Failure> {
    execution.output_location.parse().map_err(|error| Failure::internal(&error))
}

async fn write_rows(
    queries: &Queries,
    execution: &mut Execution,
    answer: QueryOutput,
    literal_only: bool,
) -> Result<StoredResult, Failure> {
    let location = location_of(execution)?;
    let content_type = if literal_only { METADATA_CONTENT } else { ENGINE_CONTENT };
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
    write_small(queries.lake(), &companion(&location), content_type, metadata.encode()).await?;

    let taken = stats.snapshot();
    let statistics = &mut execution.statistics;
    statistics.service_ms = millis(publishing.elapsed());
    statistics.planning_ms = (!literal_only).then_some(taken.planning_ms);
    statistics.input_rows = taken.input_rows;
    statistics.output_rows = index.rows.saturating_sub(1);
    statistics.output_bytes = index.bytes;
    Ok(StoredResult { columns, update_count: Some(0), index })
}

/// Lines go to the object as they are; what only changed definitions leaves an empty object and nothing else.
async fn write_told(queries: &Queries, execution: &Execution, told: Told) -> Result<Option<StoredResult>, Failure> {
    let location = location_of(execution)?;
    let content_type = if told.manner == Manner::Engine { ENGINE_CONTENT } else { METADATA_CONTENT };
    let (bytes, index) = encode_lines(&told.lines);
    write_small(queries.lake(), &location, content_type, bytes).await?;
    if told.manner == Manner::Empty {
        return Ok(None);
    }
    let (query_id, columns) = (&execution.id, told.columns);
    let metadata = MetadataFile { query_id, update_type: None, update_count: None, columns: &columns };
    write_small(queries.lake(), &companion(&location), content_type, metadata.encode()).await?;
    let update_count = (told.manner == Manner::LookedUp).then_some(0);
    Ok(Some(StoredResult { columns, update_count, index }))
}

fn companion(location: &S3Uri) -> S3Uri {
    S3Uri::new(&location.bucket, format!("{}.metadata", location.key))
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
