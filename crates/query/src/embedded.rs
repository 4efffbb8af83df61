//! Queries answered in this process: rows as Arrow batches, with what they cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use boathouse_formats::read::file_scan;
use boathouse_lake::{Meter, MeterSnapshot};
use boathouse_schema::S3Uri;
use boathouse_state::new_id;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, StringViewArray};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{EmptyRecordBatchStream, ExecutionPlan};
use futures::StreamExt;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::answer::{Answer, Surroundings, answer};
use crate::explain::Explained;
use crate::relay::relay;
use crate::results::ColumnInfo;
use crate::stack::Deep;
use crate::statement::{self, Manner, Told};
use crate::write::{self, Destination, Wrote};
use crate::{Failure, PRIMARY_WORKGROUP, Queries, Result, StatementKind};

/// What is to be answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SqlRequest {
    /// One statement.
    pub sql: String,
    /// Default database.
    pub database: Option<String>,
    /// Values for `?`.
    pub parameters: Vec<String>,
}

impl SqlRequest {
    /// A statement with `database` for unqualified names.
    pub fn new(sql: impl Into<String>, database: Option<&str>) -> Self {
        Self { sql: sql.into(), database: database.map(str::to_owned), parameters: Vec::new() }
    }
}

/// An answer under way.
pub struct QueryOutput {
    /// What kind of statement it answers.
    pub kind: StatementKind,
    /// The columns as Athena describes them.
    pub columns: Vec<ColumnInfo>,
    /// The columns as Arrow has them; two may have one name, as in SQL. A type that Arrow does not know is
    /// named in the field's extension metadata.
    pub schema: SchemaRef,
    /// The rows. Dropping it stops the query.
    pub stream: SendableRecordBatchStream,
    /// What it takes; final once the stream has ended.
    pub stats: Stats,
}

impl std::fmt::Debug for QueryOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueryOutput").field("columns", &self.columns).finish_non_exhaustive()
    }
}

/// What a query took.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryStats {
    /// Bytes read from tables' objects: what Athena bills for.
    pub scanned_bytes: u64,
    /// Rows of the answer so far.
    pub rows: u64,
    /// Rows that came out of tables' objects so far.
    pub input_rows: u64,
    /// Objects in the plan, after partitions were pruned.
    pub files: u64,
    /// Milliseconds until the plan was ready.
    pub planning_ms: u64,
    /// Milliseconds until the last row so far.
    pub total_ms: u64,
    /// Everything the stores were asked for.
    pub requests: MeterSnapshot,
}

/// A live view of [`QueryStats`].
#[derive(Debug, Clone, Default)]
pub struct Stats {
    pub(crate) meter: Meter,
    pub(crate) plan: Option<Deep<Arc<dyn ExecutionPlan>>>,
    pub(crate) planning_ms: u64,
    pub(crate) rows: Arc<AtomicU64>,
    pub(crate) total_ms: Arc<AtomicU64>,
}

impl Stats {
    /// The figures as they are now.
    pub fn snapshot(&self) -> QueryStats {
        let (files, input_rows) = self.plan.as_ref().and_then(Deep::get).map_or((0, 0), scans);
        QueryStats {
            scanned_bytes: self.meter.bytes_read(),
            rows: self.rows.load(Ordering::Relaxed),
            input_rows,
            files,
            planning_ms: self.planning_ms,
            total_ms: self.total_ms.load(Ordering::Relaxed),
            requests: self.meter.snapshot(),
        }
    }
}

/// Files and rows of the scans in a plan.
fn scans(plan: &Arc<dyn ExecutionPlan>) -> (u64, u64) {
    let own = file_scan(plan.as_ref()).map(|config| {
        let files: usize = config.file_groups.iter().map(|group| group.len()).sum();
        let rows = plan.metrics().and_then(|metrics| metrics.output_rows()).unwrap_or(0);
        (files as u64, rows as u64)
    });
    plan.children().into_iter().map(scans).fold(own.unwrap_or((0, 0)), |a, b| (a.0 + b.0, a.1 + b.1))
}

impl Queries {
    /// Runs a statement in this process. One that only changes definitions has no columns and no rows.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::CatalogNotFound`], [`Error::EntityNotFound`] and [`Error::Failed`]. A query
    /// may also fail while its rows are read; [`Failure`] made from that error has Athena's text.
    pub async fn execute(&self, request: SqlRequest) -> Result<QueryOutput> {
        let queries = self.clone();
        // The caller's threads may have stacks too small for what a statement becomes.
        let work = self.engine().spawn(async move { queries.execute_here(request).await });
        work.await.unwrap_or_else(|error| Err(Failure::internal(&error).into()))
    }

    async fn execute_here(&self, request: SqlRequest) -> Result<QueryOutput> {
        let mut parsed = statement::parse(&request.sql)?;
        self.bind(&mut parsed, PRIMARY_WORKGROUP).await?;
        statement::look_up(self, request.database.as_deref(), &mut parsed).await?;
        let kind = parsed.kind.clone();
        let (id, meter) = (new_id(), Meter::default());
        let (query_id, folder) = (self.engine_query_id(self.now_ms()), self.embedded_folder(&kind).await?);
        let around = Surroundings {
            database: request.database.as_deref(),
            catalog: None,
            parameters: &request.parameters,
            workgroup: PRIMARY_WORKGROUP,
            destination: Destination {
                id: &id,
                query_id: &query_id,
                folder: &folder,
                object: None,
                enforced: false,
                managed: false,
                ran: None,
            },
        };
        match answer(self, parsed, &around, &meter).await? {
            Answer::Rows(rows) => Ok(QueryOutput { stream: relay(self, rows.stream), ..*rows }),
            Answer::Told(told) => Ok(as_rows(&told, kind)?),
            Answer::Wrote(wrote) => Ok(as_count(&wrote, kind, meter)?),
            Answer::Explained(explained) => Ok(as_lines(*explained, kind, meter)?),
        }
    }

    /// Where tables without a place of their own lie.
    async fn embedded_folder(&self, kind: &StatementKind) -> Result<S3Uri> {
        let location = self.default_output_location();
        let folder = location.parse::<S3Uri>().map_err(|_| Error::InvalidOutputLocation(location))?.folder();
        if write::writes(kind) && folder.bucket == self.default_bucket() {
            self.lake().ensure_bucket(&folder.bucket).await?;
        }
        Ok(folder)
    }
}

/// The lines of an explanation, without the empty ones at its end.
fn as_lines(explained: Explained, kind: StatementKind, meter: Meter) -> Result<QueryOutput, Failure> {
    let Explained { column, mut lines, stats } = explained;
    lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
    let told = Told { columns: vec![column], lines, manner: Manner::Engine };
    let rows = as_rows(&told, kind)?;
    let taken = Stats { plan: stats.plan.clone(), planning_ms: stats.planning_ms, meter, ..rows.stats.clone() };
    Ok(QueryOutput { stats: taken, ..rows })
}

/// How many rows were written, as a row.
fn as_count(wrote: &Wrote, kind: StatementKind, meter: Meter) -> Result<QueryOutput, Failure> {
    let columns = Wrote::columns();
    let fields: Vec<_> = columns.iter().map(|column| Type::BigInt.to_field(&column.name)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let count: ArrayRef = Arc::new(Int64Array::from(vec![wrote.rows.cast_signed()]));
    let batch = RecordBatch::try_new(schema.clone(), vec![count]).map_err(|error| Failure::internal(&error))?;
    let stats = Stats { meter, planning_ms: wrote.planning_ms, ..Stats::default() };
    let once = futures::stream::once(async { Ok(batch) });
    let rows = Box::pin(RecordBatchStreamAdapter::new(schema.clone(), once));
    let stream = counted(rows, schema.clone(), &stats, Instant::now());
    Ok(QueryOutput { kind, columns, schema, stream, stats })
}

/// What was told, as rows: a line is cut into its columns where it has tabs, and loses the blanks that only
/// line them up.
fn as_rows(told: &Told, kind: StatementKind) -> Result<QueryOutput, Failure> {
    let mut columns = told.columns.clone();
    if columns.is_empty() && !told.lines.is_empty() {
        columns.push(ColumnInfo::of_text("result", "varchar"));
    }
    let fields: Vec<_> = columns.iter().map(|column| Type::VARCHAR.to_field(&column.name)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let cell = |line: &str, at: usize| line.splitn(columns.len(), '\t').nth(at).map(|cell| cell.trim_end().to_owned());
    let cells = (0..columns.len())
        .map(|at| Arc::new(told.lines.iter().map(|line| cell(line, at)).collect::<StringViewArray>()) as ArrayRef);
    let stats = Stats::default();
    let stream: SendableRecordBatchStream = if columns.is_empty() {
        Box::pin(EmptyRecordBatchStream::new(schema.clone()))
    } else {
        let batch = RecordBatch::try_new(schema.clone(), cells.collect()).map_err(|error| Failure::internal(&error))?;
        let once = futures::stream::once(async { Ok(batch) });
        let rows = Box::pin(RecordBatchStreamAdapter::new(schema.clone(), once));
        counted(rows, schema.clone(), &stats, Instant::now())
    };
    Ok(QueryOutput { kind, columns, schema, stream, stats })
}

/// The same rows under the names of `schema`, counted as they pass.
pub(crate) fn counted(
    rows: SendableRecordBatchStream,
    schema: SchemaRef,
    stats: &Stats,
    started: Instant,
) -> SendableRecordBatchStream {
    let (counter, clock, named) = (stats.rows.clone(), stats.total_ms.clone(), schema.clone());
    let tick = move || clock.store(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    let last_tick = tick.clone();
    let stream = rows
        .map(move |batch| {
            let batch = batch?;
            counter.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
            tick();
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            Ok(RecordBatch::try_new_with_options(named.clone(), batch.columns().to_vec(), &options)?)
        })
        .chain(futures::stream::once(async move { last_tick() }).filter_map(|()| async { None }));
    Box::pin(RecordBatchStreamAdapter::new(schema, stream))
}
