//! The handle on everything about queries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use boathouse_catalog::Catalog;
use boathouse_lake::Lake;
use boathouse_state::{DEFAULT_SCOPE, State, new_id, scope_parts};
use chrono::DateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::{Access, AccessRules};
use crate::engine::Engine;
use crate::executions::{self, Running};
use crate::tables::Tables;
use crate::{QueryConfig, Result};

/// Runs SQL over the catalog's tables of one scope. Clones share everything.
#[derive(Debug, Clone)]
pub struct Queries {
    inner: Arc<Inner>,
    /// The catalog of the scope.
    catalog: Catalog,
    tables: Tables,
    access: Access,
}

#[derive(Debug)]
struct Inner {
    state: State,
    lake: Lake,
    config: QueryConfig,
    engine: Engine,
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
            running: Running::default(),
            turns: Arc::new(Semaphore::new(config.running_max.max(1))),
            sequence: AtomicU64::new(0),
            state,
            lake,
            config,
        };
        Ok(Self { inner: Arc::new(inner), tables: Tables::new(catalog.clone()), catalog, access: None })
    }

    /// A handle on the queries of another scope, `<account>/<region>`: names stand for that scope's tables, and only
    /// its executions are seen. The one that [`Queries::new`] makes is for the scope of the catalog it is given.
    /// This is as cheap as a clone.
    #[must_use]
    pub fn in_scope(&self, scope: &str) -> Self {
        let catalog = self.catalog.in_scope(scope);
        Self { tables: self.tables.of(catalog.clone()), catalog, ..self.clone() }
    }

    pub(crate) fn scope(&self) -> String {
        self.catalog.scope().to_owned()
    }

    /// The bucket that results go to by default, which is made when it is first needed.
    pub(crate) fn default_bucket(&self) -> String {
        let config = self.config();
        let (account, region) = match self.catalog.scope() {
            DEFAULT_SCOPE => (config.account_id.as_str(), config.region.as_str()),
            scope => scope_parts(scope),
        };
        format!("aws-athena-query-results-{account}-{region}")
    }

    /// Where results go by default.
    pub(crate) fn default_output_location(&self) -> String {
        let set = self.config().output_location.clone();
        set.unwrap_or_else(|| format!("s3://{}/", self.default_bucket()))
    }

    /// The same for somebody who may not do everything: statements that this handle runs keep to their rules.
    #[must_use]
    pub fn on_behalf_of(&self, rules: Arc<dyn AccessRules>) -> Self {
        Self { access: Some(rules), ..self.clone() }
    }

    pub(crate) fn access(&self) -> Option<&dyn AccessRules> {
        self.access.as_deref()
    }

    /// The settings.
    pub fn config(&self) -> &QueryConfig {
        &self.inner.config
    }

    /// Stops every query of every scope and forgets what was kept ready; call it before the state is emptied.
    pub async fn reset(&self) {
        for handle in self.inner.running.cancel_all() {
            handle.ended.cancelled().await;
        }
        self.tables.clear();
    }

    pub(crate) fn state(&self) -> &State {
        &self.inner.state
    }

    pub(crate) fn lake(&self) -> &Lake {
        &self.inner.lake
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
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
