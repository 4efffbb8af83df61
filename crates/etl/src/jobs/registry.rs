//! The registry: where jobs are kept and their runs happen.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_catalog::Catalog;
use boathouse_lake::Lake;
use boathouse_state::State;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::rows;
use super::run::RunState;
use crate::Result;
use crate::context::EtlConfig;
use crate::graph::Graph;
use crate::run::{RunControl, RunReport, run_graph};

/// The named jobs of one scope and their runs. Clones share everything.
#[derive(Debug, Clone)]
pub struct Jobs {
    pub(super) inner: Arc<Inner>,
    /// The catalog of the jobs' scope.
    catalog: Catalog,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub state: State,
    pub lake: Lake,
    pub config: EtlConfig,
    /// Runs of this process in all scopes, by run id.
    pub going_on: Mutex<HashMap<String, GoingOn>>,
}

/// A handle on a run of this process.
#[derive(Debug, Clone)]
pub(super) struct GoingOn {
    pub stop: CancellationToken,
    /// Closes when the run is final.
    pub done: watch::Receiver<()>,
}

impl Jobs {
    /// Opens the registry. Runs that an earlier process left going on are failed: nobody works on them.
    ///
    /// # Errors
    /// When the state's tables cannot be made or read.
    pub fn new(state: State, lake: Lake, catalog: Catalog) -> Result<Self> {
        Self::with_config(state, lake, catalog, EtlConfig::default())
    }

    /// [`Jobs::new`] with other bounds than the default ones.
    ///
    /// # Errors
    /// As [`Jobs::new`].
    pub fn with_config(state: State, lake: Lake, catalog: Catalog, config: EtlConfig) -> Result<Self> {
        state.migrate(rows::MIGRATIONS)?;
        let now_ms = state.clock().now_ms();
        state.write_blocking(move |connection| {
            for (scope, mut run) in rows::open_runs(connection)? {
                run.state = RunState::Failed;
                run.error_message = Some("the run was interrupted: the process that ran it has ended".to_owned());
                run.modified_ms = now_ms;
                run.completed_ms = Some(now_ms);
                rows::put_run(connection, &scope, &run)?;
                rows::log(connection, &run.id, now_ms, "interrupted")?;
            }
            Ok::<_, crate::Error>(())
        })?;
        let inner = Inner { state, lake, config, going_on: Mutex::default() };
        Ok(Self { inner: Arc::new(inner), catalog })
    }

    /// A handle on the jobs of another scope, `<account>/<region>`, which work with that scope's catalog. The one
    /// that [`Jobs::new`] makes is for the scope of the catalog it is given. This is as cheap as a clone.
    #[must_use]
    pub fn in_scope(&self, scope: &str) -> Self {
        Self { inner: self.inner.clone(), catalog: self.catalog.in_scope(scope) }
    }

    pub(super) fn scope(&self) -> String {
        self.catalog.scope().to_owned()
    }

    /// Runs a graph that is no job, at once.
    ///
    /// # Errors
    /// As [`run_graph`].
    pub async fn run_now(&self, graph: &Graph, control: &RunControl) -> Result<RunReport> {
        let Inner { state, lake, .. } = &*self.inner;
        run_graph(graph, lake, &self.catalog, state.clock(), control).await
    }

    /// Stops every run of every scope and waits for their ends, as before a shutdown or a reset.
    pub async fn stop_all(&self) {
        let going_on: Vec<GoingOn> = self.inner.going_on.lock().values().cloned().collect();
        for run in &going_on {
            run.stop.cancel();
        }
        for mut run in going_on {
            // The sender never sends: this waits for its end.
            run.done.changed().await.ok();
        }
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.inner.state.clock().now_ms()
    }
}
