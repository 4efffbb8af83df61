//! Running an execution to its end, whatever the end is.

use std::time::{Duration, Instant};

use boathouse_lake::Meter;
use boathouse_schema::S3Uri;
use boathouse_state::scope_parts;

use super::execution::{Execution, ExecutionState};
use super::queue::{Share, Turn};
use super::reuse;
use super::running::Handle;
use super::stages::{self, Stage};
use super::store::{self, StoredResult};
use crate::answer::{Answer, Surroundings, answer};
use crate::embedded::{QueryOutput, Stats};
use crate::explain::{ANALYZE_WORDS, Explained, Ran};
use crate::results::{MetadataFile, RowIndex, encode_lines, write_csv, write_small};
use crate::stack::Deep;
use crate::statement::{Action, Manner, Parsed, StatementType, Told};
use crate::text::BytesText;
use crate::write::{self, Destination, Settled, Wrote, settle};
use crate::{Failure, Queries, Result, workgroups};

/// What Athena's engine writes, and what its metadata path writes.
const ENGINE_CONTENT: &str = "application/octet-stream";
const METADATA_CONTENT: &str = "binary/octet-stream";

/// How often it is looked how much a query has read that may not read everything.
const SCAN_LOOK: Duration = Duration::from_millis(5);

enum Outcome {
    Done(Done),
    Failed(Failure),
    Cancelled(Failure),
}

/// What an execution that ended well leaves.
#[derive(Default)]
struct Done {
    result: Option<StoredResult>,
    stages: Option<Stage>,
}

impl Done {
    /// Of a statement that wrote rows, whose objects are all there.
    fn wrote(wrote: &Wrote, execution: &mut Execution) -> Self {
        wrote.note(&mut execution.statistics);
        Self { result: Some(wrote.result()), stages: None }
    }
}

/// What is to be run.
pub(super) struct Order {
    pub(super) execution: Execution,
    pub(super) parsed: Parsed,
    /// What of reserved capacity it takes.
    pub(super) share: Option<Share>,
    /// Bytes it may read from tables' objects.
    pub(super) scanned_bytes_max: Option<u64>,
}

/// Waits for a turn, runs and keeps the outcome. The work itself is done on the engine's threads: what
/// computes for long without a pause holds up neither its own cancellation nor anybody else.
pub(super) async fn run(queries: Queries, order: Order, handle: Handle) {
    let Handle { cancel, meter, .. } = handle;
    let Order { execution, parsed, share, scanned_bytes_max } = order;
    let id = execution.id.clone();
    let group = format!("{}/{}", queries.scope(), execution.workgroup);
    let started = Instant::now();
    let limit = queries.config().timeout(parsed.kind.statement_type == StatementType::Ddl);
    let mut work = Work { queries: queries.clone(), execution: execution.clone(), meter: meter.clone() };
    let (mut execution, outcome) = tokio::select! {
        biased;
        () = cancel.cancelled() => (execution, Outcome::Cancelled(Failure::cancelled())),
        turn = queries.turns().wait(&group, share) => {
            work.execution.statistics.queue_ms = millis(started.elapsed());
            let before = work.execution.clone();
            let writes = write::writes(&parsed.kind);
            let mut task = queries.engine().spawn(work.run(parsed, turn));
            let ended = tokio::select! {
                biased;
                () = cancel.cancelled() => (before, Outcome::Cancelled(Failure::cancelled())),
                () = has_read(&meter, scanned_bytes_max) => (before, Outcome::Cancelled(Failure::scanned_too_much())),
                () = tokio::time::sleep(limit) => (before, Outcome::Failed(Failure::timeout())),
                done = &mut task => done.unwrap_or_else(|error| (before, Outcome::Failed(Failure::internal(&error)))),
            };
            // What it has written is taken away when it writes no more.
            if writes {
                task.stop().await;
            }
            ended
        }
    };
    // A query may have read it all between two looks.
    let outcome = match outcome {
        Outcome::Done(_) if scanned_bytes_max.is_some_and(|max| meter.bytes_read() > max) => {
            Outcome::Cancelled(Failure::scanned_too_much())
        }
        other => other,
    };
    let statistics = &mut execution.statistics;
    statistics.total_ms = millis(started.elapsed());
    statistics.engine_ms = statistics.total_ms.saturating_sub(statistics.queue_ms + statistics.service_ms);
    statistics.scanned_bytes = meter.bytes_read();
    statistics.scanned_by_table = meter.bytes_read_by_part();
    if let Err(error) = finish(&queries, execution, outcome).await {
        tracing::error!(%id, %error, "the end of a query could not be kept");
    }
    queries.running().end(&id);
}

/// Ends when more was read than may be.
async fn has_read(meter: &Meter, bytes_max: Option<u64>) {
    let Some(bytes_max) = bytes_max else { return std::future::pending().await };
    while meter.bytes_read() <= bytes_max {
        tokio::time::sleep(SCAN_LOOK).await;
    }
}

/// What runs on the engine's threads.
struct Work {
    queries: Queries,
    execution: Execution,
    meter: Meter,
}

impl Work {
    /// Holds its turn until it has really stopped.
    async fn run(mut self, parsed: Parsed, turn: Option<Turn>) -> (Execution, Outcome) {
        self.execution.state = ExecutionState::Running;
        let running = self.execution.clone();
        let outcome = match self.queries.state().write(move |connection| store::update(connection, &running)).await {
            Ok(true) => match self.act(parsed).await {
                Ok(done) => Outcome::Done(done),
                Err(failure) => Outcome::Failed(failure),
            },
            Ok(false) => Outcome::Cancelled(Failure::cancelled()),
            Err(error) => Outcome::Failed(Failure::internal(&error)),
        };
        drop(turn);
        (self.execution, outcome)
    }

    async fn act(&mut self, parsed: Parsed) -> Result<Done, Failure> {
        let (queries, execution) = (&self.queries, &mut self.execution);
        check_owner(queries, execution)?;
        if let Some((earlier, result)) = reuse::earlier(queries, execution).await.map_err(|e| Failure::internal(&e))? {
            execution.output_location = earlier.output_location;
            execution.statistics.reused = true;
            execution.statistics.output_rows = earlier.statistics.output_rows;
            execution.statistics.output_bytes = earlier.statistics.output_bytes;
            return Ok(Done { result: Some(result), stages: None });
        }
        let literal_only = matches!(parsed.action, Action::Trino { literal_only: true });
        let object = location_of(execution)?;
        let folder = object.key.strip_suffix(&execution.kind.output.key(&execution.id)).unwrap_or_default();
        let folder = S3Uri::new(&object.bucket, folder);
        let lake = queries.lake_of(execution).await.map_err(|error| Failure::internal(&error))?;
        let query_id = queries.engine_query_id(execution.submitted_ms);
        let ran = Ran::default();
        let around = Surroundings {
            database: execution.database.as_deref(),
            catalog: execution.catalog.as_deref(),
            parameters: &execution.parameters,
            workgroup: &execution.workgroup,
            destination: Destination {
                id: &execution.id,
                query_id: &query_id,
                folder: &folder,
                object: Some((lake, &object)),
                enforced: execution.enforced,
                managed: execution.is_managed(),
                ran: Some(&ran),
            },
        };
        match answer(queries, parsed, &around, &self.meter).await? {
            Answer::Rows(rows) => write_rows(queries, execution, *rows, literal_only).await,
            Answer::Told(told) => Ok(Done { result: write_told(queries, execution, told).await?, stages: None }),
            Answer::Wrote(wrote) => {
                let stats = ran.taken().unwrap_or_default();
                let stages = stats.plan.as_ref().and_then(Deep::get).map(stages::of);
                Ok(Done { stages, ..Done::wrote(&wrote, execution) })
            }
            Answer::Explained(explained) => write_explained(queries, execution, *explained, &query_id).await,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A result is written only to a bucket of the account it is meant for: every bucket is this account's.
fn check_owner(queries: &Queries, execution: &Execution) -> Result<(), Failure> {
    let Some(owner) = &execution.settings.expected_bucket_owner else { return Ok(()) };
    let scope = queries.scope();
    if *owner == queries.config().account_id || *owner == scope_parts(&scope).0 {
        return Ok(());
    }
    Err(Failure::output_denied(&execution.output_location))
}

fn location_of(execution: &Execution) -> Result<S3Uri, Failure> {
    execution.output_location.parse().map_err(|error| Failure::internal(&error))
}

async fn write_rows(
    queries: &Queries,
    execution: &mut Execution,
    answer: QueryOutput,
    literal_only: bool,
) -> Result<Done, Failure> {
    let location = location_of(execution)?;
    let lake = queries.lake_of(execution).await.map_err(|error| Failure::internal(&error))?;
    let content_type = if literal_only { METADATA_CONTENT } else { ENGINE_CONTENT };
    let stats: Stats = answer.stats.clone();
    let columns = answer.columns;
    let inner = if queries.config().strict { BytesText::Identity } else { BytesText::Hex };
    let index: RowIndex = write_csv(lake, &location, content_type, (&columns, inner), answer.stream).await?;

    let publishing = Instant::now();
    let query_id = if literal_only { execution.id.clone() } else { queries.engine_query_id(execution.submitted_ms) };
    let metadata = MetadataFile {
        query_id: &query_id,
        update_type: literal_only.then_some(""),
        update_count: literal_only.then_some(0),
        columns: &columns,
    };
    write_small(lake, &companion(&location), content_type, metadata.encode()).await?;

    let taken = stats.snapshot();
    let statistics = &mut execution.statistics;
    statistics.service_ms = millis(publishing.elapsed());
    statistics.planning_ms = (!literal_only).then_some(taken.planning_ms);
    statistics.input_rows = taken.input_rows;
    statistics.output_rows = index.rows.saturating_sub(1);
    statistics.output_bytes = index.bytes;
    let stages = stats.plan.as_ref().and_then(Deep::get).map(stages::of);
    Ok(Done { result: Some(StoredResult { columns, update_count: Some(0), index }), stages })
}

/// Lines go to the object as they are; what only changed definitions leaves an empty object and nothing else.
async fn write_told(queries: &Queries, execution: &Execution, told: Told) -> Result<Option<StoredResult>, Failure> {
    let location = location_of(execution)?;
    let lake = queries.lake_of(execution).await.map_err(|error| Failure::internal(&error))?;
    let content_type = if told.manner == Manner::Engine { ENGINE_CONTENT } else { METADATA_CONTENT };
    let (bytes, index) = encode_lines(&told.lines);
    write_small(lake, &location, content_type, bytes).await?;
    if told.manner == Manner::Empty {
        return Ok(None);
    }
    let (query_id, columns) = (&execution.id, told.columns);
    let metadata = MetadataFile { query_id, update_type: None, update_count: None, columns: &columns };
    write_small(lake, &companion(&location), content_type, metadata.encode()).await?;
    let update_count = (told.manner == Manner::LookedUp).then_some(0);
    Ok(Some(StoredResult { columns, update_count, index }))
}

/// Lines under the name of their column, which is a line too.
async fn write_explained(
    queries: &Queries,
    execution: &mut Execution,
    explained: Explained,
    query_id: &str,
) -> Result<Done, Failure> {
    let Explained { column, mut lines, stats } = explained;
    let location = location_of(execution)?;
    let lake = queries.lake_of(execution).await.map_err(|error| Failure::internal(&error))?;
    lines.insert(0, column.name.clone());
    let (bytes, index) = encode_lines(&lines);
    write_small(lake, &location, ENGINE_CONTENT, bytes).await?;
    let columns = vec![column];
    let metadata = MetadataFile { query_id, update_type: None, update_count: None, columns: &columns };
    write_small(lake, &companion(&location), ENGINE_CONTENT, metadata.encode()).await?;
    let (taken, statistics) = (stats.snapshot(), &mut execution.statistics);
    statistics.planning_ms = stats.plan.is_some().then_some(taken.planning_ms);
    statistics.input_rows = taken.input_rows;
    statistics.output_rows = index.rows.saturating_sub(1);
    statistics.output_bytes = index.bytes;
    let stages = stats.plan.as_ref().and_then(Deep::get).map(stages::of);
    Ok(Done { result: Some(StoredResult { columns, update_count: None, index }), stages })
}

fn companion(location: &S3Uri) -> S3Uri {
    S3Uri::new(&location.bucket, format!("{}.metadata", location.key))
}

/// Keeps the outcome. What was written for an execution that did not end well is taken away, but the
/// text that Hive's failures leave.
async fn finish(queries: &Queries, mut execution: Execution, outcome: Outcome) -> Result<()> {
    execution.completed_ms = Some(queries.state().clock().now_ms());
    let mut left = Done::default();
    // A statement that wrote rows is done or undone; which of them does not depend on when it was stopped.
    let outcome = match outcome {
        Outcome::Done(done) => Outcome::Done(done),
        other => match settle(queries, &execution.id).await {
            // The rows are there, but what was asked for is not.
            Settled::Done(_) if execution.kind.words == ANALYZE_WORDS => other,
            Settled::Done(wrote) => Outcome::Done(Done::wrote(&wrote, &mut execution)),
            Settled::Undone => other,
        },
    };
    match outcome {
        Outcome::Done(done) => {
            execution.state = ExecutionState::Succeeded;
            left = done;
        }
        Outcome::Failed(failure) => {
            execution.state = ExecutionState::Failed;
            execution.failure = Some(failure);
        }
        Outcome::Cancelled(why) => {
            execution.state = ExecutionState::Cancelled;
            execution.failure = Some(why);
        }
    }
    if execution.state != ExecutionState::Succeeded {
        clean_up(queries, &execution).await;
    }
    let (kept, scope, price) = (execution.clone(), queries.scope(), queries.config().price);
    let recorded = queries
        .state()
        .write(move |connection| {
            if !store::update(connection, &kept)? {
                return Ok(false);
            }
            write::end(connection, &kept.id)?;
            if let Some(result) = &left.result {
                store::insert_result(connection, &kept.id, result)?;
            }
            if let Some(stages) = &left.stages {
                store::insert_stages(connection, &kept.id, stages)?;
            }
            workgroups::note_metrics(connection, &scope, &kept, &price)?;
            Ok::<_, crate::Error>(true)
        })
        .await?;
    if !recorded && execution.state == ExecutionState::Succeeded {
        clean_up(queries, &execution).await;
    }
    Ok(())
}

async fn clean_up(queries: &Queries, execution: &Execution) {
    // A result that was there already is not this execution's to take away.
    if execution.statistics.reused {
        return;
    }
    let Ok(location) = location_of(execution) else { return };
    let Ok(lake) = queries.lake_of(execution).await else { return };
    let hive_text = execution.failure.as_ref().filter(|failure| failure.is_hive_ddl());
    if let Some(failure) = hive_text {
        let text = failure.reason.clone().into_bytes();
        if let Err(error) = write_small(lake, &location, ENGINE_CONTENT, text).await {
            tracing::warn!(id = %execution.id, %error, "the failure's text could not be written as the result");
        }
        return;
    }
    for key in [location.key.clone(), format!("{}.metadata", location.key)] {
        if let Err(error) = lake.delete(&location.bucket, &key).await {
            tracing::debug!(id = %execution.id, %key, %error, "nothing to take away");
        }
    }
}
