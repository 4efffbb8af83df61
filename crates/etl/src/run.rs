//! Running a graph: targets one after the other, then the catalog, and nothing left when it fails.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use boathouse_catalog::Catalog;
use boathouse_formats::write::{WriteReport, write_parquet};
use boathouse_lake::{Lake, key_to_path};
use boathouse_state::Clock;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::StreamExt;
use object_store::ObjectStoreExt;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::context::{Context, EtlConfig};
use crate::graph::Graph;
use crate::nodes::Node;
use crate::plan::{PlannedTarget, Planner};
use crate::target::{Registration, write_options};
use crate::{Error, Result};

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows given to targets.
    pub rows: u64,
    /// Bytes read from objects.
    pub bytes_read: u64,
    /// Bytes there are to read, when that is known.
    pub bytes_total: Option<u64>,
}

/// Is told of progress, batch by batch.
pub type ProgressFn = Arc<dyn Fn(Progress) + Send + Sync>;

/// How a run is watched, stopped and bounded.
#[derive(Clone, Default)]
pub struct RunControl {
    /// Cancel it to stop the run.
    pub stop: CancellationToken,
    /// Is told of progress.
    pub progress: Option<ProgressFn>,
    /// Bounds.
    pub config: EtlConfig,
}

impl std::fmt::Debug for RunControl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunControl").field("config", &self.config).finish_non_exhaustive()
    }
}

/// What one node did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeReport {
    /// The node's type.
    pub kind: String,
    /// Rows it gave or wrote; absent where rows are not counted.
    pub rows: Option<u64>,
}

/// One object a run wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    /// The target that wrote it.
    pub node: String,
    /// `s3://` location.
    pub uri: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// By node id.
    pub nodes: BTreeMap<String, NodeReport>,
    /// Objects written, in the order of targets and keys.
    pub files: Vec<RunFile>,
    /// Rows written by all targets.
    pub rows_written: u64,
    /// Bytes that came out of objects.
    pub bytes_read: u64,
    /// Bytes of the objects written.
    pub bytes_written: u64,
    /// Tables that were registered or brought up to date, `database.table`.
    pub tables: Vec<String>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// How long it took.
    pub millis: u64,
}

/// Runs the graph. A run that fails or is stopped leaves no object and changes no table.
///
/// # Errors
/// Wrong graphs, data that cannot be read, [`Error::Stopped`].
pub async fn run_graph(
    graph: &Graph,
    lake: &Lake,
    catalog: &Catalog,
    clock: &Clock,
    control: &RunControl,
) -> Result<RunReport> {
    let started = std::time::Instant::now();
    let context = Context::new(lake.clone(), control.config)?;
    let planner = Planner::new(graph, &context, catalog);
    let mut written: Vec<(String, String, WriteReport)> = Vec::new();
    let outcome = tokio::select! {
        biased;
        () = control.stop.cancelled() => Err(Error::Stopped),
        planned = planner.plan() => match planned {
            Ok(targets) => run_targets(targets, &context, catalog, clock, control, &mut written).await,
            Err(error) => Err(error),
        },
    };
    match outcome {
        Ok(tables) => {
            let mut report = report(graph, &planner, &written);
            report.tables = tables;
            report.bytes_read = context.meter.bytes_read();
            report.millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            Ok(report)
        }
        Err(error) => {
            delete_written(&context, &written).await;
            Err(unwrap_engine(error))
        }
    }
}

async fn run_targets(
    targets: Vec<PlannedTarget>,
    context: &Context,
    catalog: &Catalog,
    clock: &Clock,
    control: &RunControl,
    written: &mut Vec<(String, String, WriteReport)>,
) -> Result<Vec<String>> {
    let mut registrations = Vec::new();
    let rows = Arc::new(AtomicU64::new(0));
    for PlannedTarget { node, target, frame } in targets {
        let registration = Registration::prepare(catalog, &target, frame.schema().as_arrow()).await?;
        let store = context.store(&target.path.bucket).await?;
        let options = write_options(&target, clock, context.config.threads);
        let input = watched(frame.execute_stream().await?, context, control, &rows);
        let report = write_parquet(input, store, &target.path, &options).await?;
        written.push((node, target.path.bucket, report.clone()));
        registrations.extend(registration.map(|registration| (registration, report)));
    }
    let mut changes = Vec::new();
    let mut tables = Vec::new();
    for (registration, report) in registrations {
        tables.push(registration.table());
        changes.extend(registration.changes(catalog, &report).await?);
    }
    if control.stop.is_cancelled() {
        return Err(Error::Stopped);
    }
    catalog.apply(changes).await?;
    Ok(tables)
}

/// The stream, counted, and ended by an error when the run is to stop.
fn watched(
    input: SendableRecordBatchStream,
    context: &Context,
    control: &RunControl,
    rows: &Arc<AtomicU64>,
) -> SendableRecordBatchStream {
    let (rows, meter, progress) = (Arc::clone(rows), context.meter.clone(), control.progress.clone());
    let schema = input.schema();
    let counted = input.inspect(move |batch| {
        let Ok(batch) = batch else { return };
        let rows = rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed) + batch.num_rows() as u64;
        if let Some(progress) = &progress {
            progress(Progress { rows, bytes_read: meter.bytes_read(), bytes_total: None });
        }
    });
    Box::pin(RecordBatchStreamAdapter::new(schema, stoppable(counted, control.stop.clone())))
}

/// Ends a stream of batches with an error as soon as the token is cancelled.
pub(crate) fn stoppable<S, T>(
    input: S,
    stop: CancellationToken,
) -> impl futures::Stream<Item = Result<T, DataFusionError>> + Send
where
    S: futures::Stream<Item = Result<T, DataFusionError>> + Send + 'static,
    T: Send + 'static,
{
    futures::stream::unfold((input.boxed(), stop, false), |(mut input, stop, ended)| async move {
        if ended {
            return None;
        }
        let next = tokio::select! {
            biased;
            () = stop.cancelled() => Some(Err(Error::Stopped.into_engine())),
            next = input.next() => next,
        }?;
        let ended = next.is_err();
        Some((next, (input, stop, ended)))
    })
}

async fn delete_written(context: &Context, written: &[(String, String, WriteReport)]) {
    for (_, bucket, report) in written {
        let Ok(store) = context.store(bucket).await else { continue };
        for file in &report.files {
            let Ok(path) = key_to_path(&file.key) else { continue };
            if let Err(error) = store.delete(&path).await {
                tracing::warn!(bucket, key = file.key, %error, "a file of a failed run could not be deleted");
            }
        }
    }
}

/// The fact of ours that the engine carried through its streams, if that is what failed.
pub(crate) fn unwrap_engine(error: Error) -> Error {
    let engine = match error {
        Error::Engine(engine) | Error::Format(boathouse_formats::Error::Engine(engine)) => engine,
        other => return other,
    };
    match engine {
        DataFusionError::External(inner) => match inner.downcast::<Error>() {
            Ok(own) => unwrap_engine(*own),
            Err(inner) => match inner.downcast::<DataFusionError>() {
                Ok(inner) => unwrap_engine(Error::Engine(*inner)),
                Err(inner) => Error::Engine(DataFusionError::External(inner)),
            },
        },
        DataFusionError::Context(_, inner) => unwrap_engine(Error::Engine(*inner)),
        DataFusionError::ArrowError(inner, text) => match *inner {
            datafusion::arrow::error::ArrowError::ExternalError(inner) => {
                unwrap_engine(Error::Engine(DataFusionError::External(inner)))
            }
            other => Error::Engine(DataFusionError::ArrowError(Box::new(other), text)),
        },
        other => Error::Engine(other),
    }
}

fn report(graph: &Graph, planner: &Planner<'_>, written: &[(String, String, WriteReport)]) -> RunReport {
    let mut rows = planner.source_rows();
    rows.extend(written.iter().map(|(node, _, report)| (node.clone(), report.rows)));
    let order = graph.order().unwrap_or_default();
    // Nodes that neither add nor remove rows have as many as their input; what reads them, too.
    for id in &order {
        let Some(node) = graph.nodes.get(id) else { continue };
        let known = node.inputs().first().and_then(|input| rows.get(input)).copied();
        if let (false, Some(count)) = (matches!(node, Node::Filter(_)), known) {
            rows.entry(id.clone()).or_insert(count);
        }
    }
    for id in order.iter().rev() {
        let Some(node) = graph.nodes.get(id) else { continue };
        let (Some(input), Some(count)) = (node.inputs().first(), rows.get(id).copied()) else { continue };
        if !matches!(node, Node::Filter(_)) {
            rows.entry(input.clone()).or_insert(count);
        }
    }
    let nodes = graph
        .nodes
        .iter()
        .map(|(id, node)| (id.clone(), NodeReport { kind: node.kind().to_owned(), rows: rows.get(id).copied() }));
    let files: Vec<RunFile> = written
        .iter()
        .flat_map(|(node, bucket, report)| {
            report.files.iter().map(move |file| RunFile {
                node: node.clone(),
                uri: format!("s3://{bucket}/{}", file.key),
                rows: file.rows,
                bytes: file.bytes,
            })
        })
        .collect();
    RunReport {
        nodes: nodes.collect(),
        rows_written: files.iter().map(|file| file.rows).sum(),
        bytes_written: files.iter().map(|file| file.bytes).sum(),
        files,
        notes: planner.take_notes(),
        ..RunReport::default()
    }
}
