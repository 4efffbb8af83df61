//! The handle on everything about queries.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use boathouse_catalog::Catalog;
use boathouse_lake::{Lake, LakeConfig};
use boathouse_state::{DEFAULT_SCOPE, State, new_id, scope_parts};
use chrono::DateTime;
use tokio::sync::OnceCell;

use crate::access::{Access, AccessRules};
use crate::crawl::Crawls;
use crate::engine::Engine;
use crate::executions::{self, Running, Turns};
use crate::known::Known;
use crate::metadata::{SystemTable, SystemTables};
use crate::reservations::Reservation;
use crate::tables::Tables;
use crate::workgroups::Workgroup;
use crate::write;
use crate::{QueryConfig, Result};

/// The folder of what queries put aside while they run.
const SPILL_FOLDER: &str = "spill";
/// The folder of results that are read through us alone.
const MANAGED_FOLDER: &str = "managed-results";

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
    turns: Turns,
    sequence: AtomicU64,
    /// Results that are read through us alone; opened when the first is written.
    managed: OnceCell<Lake>,
    /// By scope and name.
    workgroups: Known<(String, String), Workgroup>,
    /// By scope.
    reserved: Known<String, Vec<Reservation>>,
    /// Tables of the schema `system` that others have added.
    system: SystemTables,
    /// Who does crawls, where somebody has said so.
    crawls: OnceLock<Arc<dyn Crawls>>,
    /// When it was last looked for what has become too old.
    last_look_ms: AtomicI64,
}

impl Queries {
    /// Takes up work on a state file. Executions that an earlier process left unfinished have failed.
    ///
    /// # Errors
    /// When the state cannot be migrated or the engine not be set up.
    pub fn new(state: State, lake: Lake, catalog: Catalog, config: QueryConfig) -> Result<Self> {
        state.migrate(executions::MIGRATIONS)?;
        let now_ms = state.clock().now_ms();
        state.migrate(write::MIGRATIONS)?;
        let interrupted: usize = state.write_blocking(move |connection| {
            write::interrupted(connection, now_ms)?;
            executions::fail_interrupted(connection, now_ms)
        })?;
        if interrupted > 0 {
            tracing::warn!(interrupted, "queries that were running when boathouse stopped have failed");
        }
        let clock = state.clock().clone();
        let inner = Inner {
            engine: Engine::new(&config, &lake.home().join(SPILL_FOLDER))?,
            running: Running::default(),
            turns: Turns::new(config.running_max),
            sequence: AtomicU64::new(0),
            managed: OnceCell::new(),
            workgroups: Known::default(),
            reserved: Known::default(),
            system: SystemTables::default(),
            crawls: OnceLock::new(),
            last_look_ms: AtomicI64::new(0),
            state,
            lake,
            config,
        };
        Ok(Self { inner: Arc::new(inner), tables: Tables::new(catalog.clone(), clock), catalog, access: None })
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

    /// Says who does what `CRAWL` asks for, for every handle; whoever is said first does.
    pub fn set_crawls(&self, crawls: Arc<dyn Crawls>) {
        self.inner.crawls.set(crawls).ok();
    }

    pub(crate) fn crawls(&self) -> Option<&dyn Crawls> {
        self.inner.crawls.get().map(Arc::as_ref)
    }

    /// Adds a table to the schema `system`, for every handle.
    pub fn add_system_table(&self, name: &'static str, table: Arc<dyn SystemTable>) {
        self.inner.system.add(name, table);
    }

    pub(crate) fn system_tables(&self) -> &SystemTables {
        &self.inner.system
    }

    /// Whose rules are kept, to be held beyond this handle's life.
    pub(crate) fn shared_access(&self) -> Access {
        self.access.clone()
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
        self.inner.workgroups.forget();
        self.inner.reserved.forget();
        let has_managed = self.inner.managed.initialized() || self.lake().home().join(MANAGED_FOLDER).is_dir();
        if has_managed
            && let Ok(managed) = self.managed_lake().await
            && let Err(error) = managed.reset().await
        {
            tracing::warn!(%error, "managed results could not be deleted");
        }
    }

    /// Where results lie that are read through us alone: plain files in a folder of their own.
    pub(crate) async fn managed_lake(&self) -> Result<&Lake> {
        let open = || async {
            let state = State::in_memory(self.state().clock().clone())?;
            let folder = self.lake().home().join(MANAGED_FOLDER);
            Ok(Lake::open(&folder, state, LakeConfig::default()).await?)
        };
        self.inner.managed.get_or_try_init(open).await
    }

    /// Where an execution's result is.
    pub(crate) async fn lake_of(&self, execution: &crate::Execution) -> Result<&Lake> {
        if execution.is_managed() { self.managed_lake().await } else { Ok(self.lake()) }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.state().clock().now_ms()
    }

    pub(crate) fn workgroups_known(&self) -> &Known<(String, String), Workgroup> {
        &self.inner.workgroups
    }

    pub(crate) fn reserved_known(&self) -> &Known<String, Vec<Reservation>> {
        &self.inner.reserved
    }

    pub(crate) fn last_look(&self) -> &AtomicI64 {
        &self.inner.last_look_ms
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

    pub(crate) fn turns(&self) -> &Turns {
        &self.inner.turns
    }

    /// An id in the form the engine gives its queries: `yyyyMMdd_HHmmss_NNNNN_xxxxx`.
    pub(crate) fn engine_query_id(&self, now_ms: i64) -> String {
        let time = DateTime::from_timestamp_millis(now_ms).unwrap_or_default().format("%Y%m%d_%H%M%S");
        let number = self.inner.sequence.fetch_add(1, Ordering::Relaxed) % 100_000;
        let random: String = new_id().chars().filter(char::is_ascii_alphanumeric).take(5).collect();
        format!("{time}_{number:05}_{random}")
    }
}
