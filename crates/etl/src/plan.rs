//! A graph as plans of the engine.

use std::collections::BTreeMap;
use std::sync::Arc;

use boathouse_catalog::Catalog;
use boathouse_schema::S3Uri;
use datafusion::catalog::TableProvider;
use datafusion::prelude::{DataFrame, SessionContext};
use parking_lot::Mutex;

use crate::catalog_table::{buckets_of, catalog_table};
use crate::context::Context;
use crate::graph::Graph;
use crate::nodes::{Node, TargetPlan};
use crate::source::{BatchSource, ListedPath, RowCounter, Selection, SourceTable, list};
use crate::{Error, Result};

/// The rows a node gives.
pub(crate) type Frame = DataFrame;

/// A target and the rows it writes.
pub(crate) struct PlannedTarget {
    pub node: String,
    pub target: TargetPlan,
    pub frame: Frame,
}

/// Turns nodes into frames, and keeps what there is to tell about them.
pub(crate) struct Planner<'a> {
    graph: &'a Graph,
    context: &'a Context,
    catalog: &'a Catalog,
    counters: Mutex<BTreeMap<String, RowCounter>>,
    notes: Mutex<Vec<String>>,
}

impl<'a> Planner<'a> {
    pub fn new(graph: &'a Graph, context: &'a Context, catalog: &'a Catalog) -> Self {
        Self { graph, context, catalog, counters: Mutex::default(), notes: Mutex::default() }
    }

    /// Plans all targets. Nodes that need to see data to know their columns read it here.
    pub async fn plan(&self) -> Result<Vec<PlannedTarget>> {
        self.graph.check_runnable()?;
        let mut frames: BTreeMap<String, Frame> = BTreeMap::new();
        let mut targets = Vec::new();
        for id in self.graph.order()? {
            let Some(node) = self.graph.nodes.get(&id) else { continue };
            let input = node.inputs().first().and_then(|input| frames.get(input)).cloned();
            match (target_of(node), input) {
                (Some(target), Some(frame)) => {
                    let target = target.map_err(|message| self.node_error(&id, message))?;
                    targets.push(PlannedTarget { node: id, target, frame });
                }
                (_, input) => {
                    let frame = self.frame(&id, node, input).await?;
                    frames.insert(id, frame);
                }
            }
        }
        Ok(targets)
    }

    async fn frame(&self, id: &str, node: &Node, input: Option<Frame>) -> Result<Frame> {
        match (node, input) {
            (Node::S3CsvSource(node), _) => node.plan(self, id).await,
            (Node::S3JsonSource(node), _) => node.plan(self, id).await,
            (Node::S3ParquetSource(node), _) => node.plan(self, id).await,
            (Node::CatalogSource(node), _) => node.plan(self).await,
            (Node::S3CatalogSource(node), _) => node.plan(self).await,
            (Node::ApplyMapping(node), Some(input)) => node.plan(self, id, input),
            (Node::SelectFields(node), Some(input)) => node.plan(self, id, input),
            (Node::DropFields(node), Some(input)) => node.plan(self, id, input),
            (Node::RenameField(node), Some(input)) => node.plan(self, id, input),
            (Node::Filter(node), Some(input)) => node.plan(self, id, input),
            (Node::DropNullFields(node), Some(input)) => node.plan(self, id, input).await,
            _ => Err(self.node_error(id, "cannot be planned without an input")),
        }
    }

    pub fn session(&self) -> &SessionContext {
        self.context.session()
    }

    pub fn threads(&self) -> usize {
        self.context.config.threads
    }

    pub fn node_error(&self, id: &str, message: impl Into<String>) -> Error {
        self.graph.node_error(id, message)
    }

    /// Something the user should know about a node of this run.
    pub fn note(&self, id: &str, text: impl std::fmt::Display) {
        self.notes.lock().push(format!("{id}: {text}"));
    }

    pub fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.lock())
    }

    /// Rows each source gave.
    pub fn source_rows(&self) -> BTreeMap<String, u64> {
        self.counters.lock().iter().filter_map(|(id, counter)| Some((id.clone(), counter.rows()?))).collect()
    }

    pub async fn list(
        &self,
        paths: &[String],
        recurse: Option<bool>,
        exclusions: Option<&Vec<String>>,
    ) -> Result<Vec<ListedPath>> {
        let selection =
            Selection { recurse: recurse.unwrap_or(false), exclusions: exclusions.cloned().unwrap_or_default() };
        let mut listed = Vec::with_capacity(paths.len());
        for path in paths {
            let path: S3Uri = path.parse()?;
            let store = self.context.store(&path.bucket).await?;
            listed.push(list(&store, &path, &selection).await?);
        }
        Ok(listed)
    }

    /// A source of ours as a frame that counts its rows.
    pub fn source(&self, id: &str, source: impl BatchSource + 'static) -> Result<Frame> {
        let counter = RowCounter::default();
        self.counters.lock().insert(id.to_owned(), counter.clone());
        self.table(SourceTable::provider(Arc::new(source), counter)?)
    }

    pub fn table(&self, table: Arc<dyn TableProvider>) -> Result<Frame> {
        Ok(self.session().read_table(table)?)
    }

    pub async fn catalog_table(&self, database: &str, table: &str, predicate: Option<&str>) -> Result<Frame> {
        let (table, locations) = catalog_table(self.catalog, database, table, predicate).await?;
        for bucket in buckets_of(&locations) {
            self.context.store(&bucket).await?;
        }
        self.table(table)
    }
}

fn target_of(node: &Node) -> Option<Result<TargetPlan, String>> {
    match node {
        Node::S3GlueParquetTarget(node) => Some(node.target()),
        Node::S3DirectTarget(node) => Some(node.target()),
        _ => None,
    }
}
