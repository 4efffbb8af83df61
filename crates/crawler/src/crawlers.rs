//! Stored crawlers: definitions, classifiers, runs and their state machine.

mod announce;
mod classifiers;
mod definition;
mod history;
mod log;
mod metrics;
mod part;
pub(crate) mod record;
mod run;
mod schedule;
mod scheduler;
mod store;
mod undo;
mod validate;

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_catalog::{Catalog, Connections};
use boathouse_lake::Lake;
use boathouse_state::{Migrations, State};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use self::classifiers::StoredClassifier;
pub use self::definition::{
    Crawler, CrawlerDefinition, CrawlerState, CrawlerUpdate, LakeFormation, LastCrawl, LastCrawlStatus, RecrawlBehavior,
};
pub use self::history::{Comparison, RunFilter, RunPage};
pub use self::log::{LogEvent, LogPlace, LogQuery, LogStream};
pub use self::metrics::CrawlerMetrics;
use self::run::Active;
pub use self::run::{CrawlRun, CrawlRunState};
pub use self::schedule::{Fired, ScheduleState};
pub use self::undo::{InterruptedRun, UndoableRun};
use crate::apply::{CrawlSummary, apply};
use crate::crawl::{Crawl, ProgressSink};
use crate::incremental::Part;
use crate::memory::Memory;
use crate::options::CrawlRequest;
use crate::plan::Plan;
use crate::{Error, Result};

const MIGRATIONS: Migrations = Migrations {
    component: "crawler",
    steps: &[
        include_str!("crawlers/schema_0001.sql"),
        include_str!("crawlers/schema_0002.sql"),
        include_str!("crawlers/schema_0003.sql"),
        include_str!("crawlers/schema_0004.sql"),
        include_str!("crawlers/schema_0005.sql"),
        include_str!("crawlers/schema_0006.sql"),
        include_str!("crawlers/schema_0007.sql"),
        include_str!("crawlers/schema_0008.sql"),
    ],
};

/// The crawlers of one scope; clones share them.
#[derive(Clone)]
pub struct Crawlers {
    state: State,
    lake: Lake,
    catalog: Catalog,
    connections: Connections,
    /// Runs of this process in all scopes, by crawler.
    active: Arc<Mutex<HashMap<Key, Active>>>,
    /// Wakes the task that keeps the schedules.
    schedules_changed: Arc<Notify>,
}

/// A crawler among those of all scopes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    scope: String,
    name: String,
}

impl std::fmt::Debug for Crawlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crawlers").finish_non_exhaustive()
    }
}

impl Crawlers {
    /// The crawlers kept in this state, which is the one that keeps the catalog. Runs that a dead process left behind
    /// are ended.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State, lake: Lake, catalog: Catalog) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        let now_ms = state.clock().now_ms();
        state.write_blocking(move |connection| {
            store::end_interrupted(connection, now_ms)?;
            record::end_interrupted(connection)
        })?;
        let connections = Connections::new(state.clone())?;
        Ok(Self { state, lake, catalog, connections, active: Arc::default(), schedules_changed: Arc::default() })
    }

    /// A handle on the crawlers of another scope, `<account>/<region>`, which crawl into that scope's catalog. The
    /// one that [`Crawlers::new`] makes is for the scope of the catalog it is given. This is as cheap as a clone.
    #[must_use]
    pub fn in_scope(&self, scope: &str) -> Self {
        Self { catalog: self.catalog.in_scope(scope), ..self.clone() }
    }

    fn scope(&self) -> String {
        self.catalog.scope().to_owned()
    }

    fn key(&self, name: &str) -> Key {
        Key { scope: self.scope(), name: name.to_owned() }
    }

    /// Plans a crawl that needs no stored crawler. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::BucketNotFound`], [`Error::DatabaseNotFound`], [`Error::TableThreshold`],
    /// [`Error::InvalidInput`], and failures of the lake and the catalog.
    pub async fn plan(&self, request: &CrawlRequest) -> Result<Plan> {
        self.plan_with(request, None).await
    }

    /// [`Crawlers::plan`] that tells how far it has come.
    ///
    /// # Errors
    /// As [`Crawlers::plan`].
    pub async fn plan_with(&self, request: &CrawlRequest, progress: Option<ProgressSink>) -> Result<Plan> {
        if request.targets.is_empty() {
            return Err(Error::invalid("At least one target must be given."));
        }
        let crawl = Crawl {
            lake: &self.lake,
            catalog: &self.catalog,
            connections: &self.connections,
            options: &request.options,
            now_ms: self.state.clock().now_ms(),
            progress,
            cancel: CancellationToken::new(),
            memory: Some(Memory::new(&self.state, self.catalog.scope(), &request.options)?),
            part: Part::Everything,
        };
        Ok(crawl.plan(&request.targets).await?.plan)
    }

    /// Writes a plan to the catalog: all of it, or nothing.
    ///
    /// # Errors
    /// [`Error::PlanOutdated`] when the catalog is not as it was when the plan was made.
    pub async fn apply(&self, plan: &Plan) -> Result<CrawlSummary> {
        apply(&self.catalog, &self.lake, Arc::new(plan.clone()), None).await
    }
}
