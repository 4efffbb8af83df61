//! The handle on everything about queries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use boathouse_catalog::Catalog;
use boathouse_lake::Lake;
use boathouse_state::{State, new_id};
use chrono::DateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::engine::Engine;
use crate::executions::{self, Running};
use crate::tables::Tables;
use crate::{QueryConfig, Result};

/// Runs SQL over the catalog's tables. Clones share everything.
#[derive(Debug, Clone)]
pub struct Queries {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: State,
    lake: Lake,
    catalog: Catalog,
    config: QueryConfig,
    engine: Engine,
    tables: Tables,
    running: Running,
    turns: Arc<Semaphore>,
    sequence: AtomicU64,
}

impl Queries {
    /// Takes up work on a state file. Executions that an earlier process left unfinished have failed.
    ///
    /// # Errors
    /// When the state cannot be migrated or the engine not be set up.
    pub fn new(state: State, lake: Lake, catalog: Catalog, config: QueryConfig) -> Result<Self> {
        state.migrate(executions::MIGRATIONS)?;
        let now_ms = state.clock().now_ms();
        let interrupted: usize =
            state.write_blocking(move |connection| executions::fail_interrupted(connection, now_ms))?;
        if interrupted > 0 {
            tracing::warn!(interrupted, "queries that were running when boathouse stopped have failed");
        }
        let inner = Inner {
            engine: Engine::new(&config)?,
            tables: Tables::new(catalog.clone()),
            running: Running::default(),
            turns: Arc::new(Semaphore::new(config.running_max.max(1))),
            sequence: AtomicU64::new(0),
            state,
            lake,
            catalog,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The settings.
    pub fn config(&self) -> &QueryConfig {
        &self.inner.config
    }

    /// Stops every query and forgets what was kept ready; call it before the state is emptied.
    pub async fn reset(&self) {
        for handle in self.inner.running.cancel_all() {
            handle.ended.cancelled().await;
        }
        self.inner.tables.clear();
    }

    pub(crate) fn state(&self) -> &State {
        &self.inner.state
    }

    pub(crate) fn lake(&self) -> &Lake {
        &self.inner.lake
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.inner.tables
    }

    pub(crate) fn running(&self) -> &Running {
        &self.inner.running
    }

    /// Waits for the right to run, first come first served.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.inner.turns.clone().acquire_owned().await.ok()
    }

    /// An id in the form the engine gives its queries: `yyyyMMdd_HHmmss_NNNNN_xxxxx`.
    pub(crate) fn engine_query_id(&self, now_ms: i64) -> String {
        let time = DateTime::from_timestamp_millis(now_ms).unwrap_or_default().format("%Y%m%d_%H%M%S");
        let number = self.inner.sequence.fetch_add(1, Ordering::Relaxed) % 100_000;
        let random: String = new_id().chars().filter(char::is_ascii_alphanumeric).take(5).collect();
        format!("{time}_{number:05}_{random}")
    }
}
