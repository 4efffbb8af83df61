//! The whole lakehouse of one folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use boathouse_catalog::Catalog;
use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_lake::Lake;
use boathouse_query::Queries;
use boathouse_state::{Clock, State};
use tempfile::TempDir;

use crate::command::take_stock;
use crate::config::{Config, names};
use crate::crawl_statement::StatementCrawls;
use crate::lock::{FolderLock, Holder, ServerInfo};
use crate::{Error, Result, system};

/// How long opening waits for another process to let go of the folder.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(10);
const LOCK_WAIT_STEP: Duration = Duration::from_millis(25);

/// A lakehouse: buckets, catalog, crawlers, jobs and SQL over one data folder. Clones share it.
#[derive(Clone)]
pub struct Boathouse {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    config: Config,
    state: State,
    lake: Lake,
    catalog: Catalog,
    crawlers: Crawlers,
    jobs: Jobs,
    queries: Queries,
    lock: FolderLock,
    /// Deleted with the last handle.
    _temporary: Option<TempDir>,
}

impl std::fmt::Debug for Boathouse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Boathouse").field("dir", &self.inner.dir).finish_non_exhaustive()
    }
}

/// What a [`Boathouse`] is opened with.
#[derive(Debug)]
pub struct Builder {
    dir: PathBuf,
    config: Config,
    clock: Clock,
    lock: Option<FolderLock>,
    temporary: Option<TempDir>,
}

impl Builder {
    fn new(dir: PathBuf, temporary: Option<TempDir>) -> Self {
        Self { dir, config: Config::default(), clock: Clock::system(), lock: None, temporary }
    }

    /// Settings; the defaults when it is not called.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// The clock everything goes by, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// A lock on the folder that was taken before.
    #[must_use]
    pub fn lock(mut self, lock: FolderLock) -> Self {
        self.lock = Some(lock);
        self
    }

    /// Opens the folder, making it if it is not there.
    ///
    /// # Errors
    /// When another process holds the folder, the state is newer than this program, or the folder cannot be used.
    pub async fn open(self) -> Result<Boathouse> {
        let lock = match self.lock {
            Some(lock) => lock,
            None => wait_for_lock(&self.dir).await?,
        };
        let state = State::open(&self.dir.join(names::STATE_FILE), self.clock)?;
        let lake = Lake::open(&self.dir, state.clone(), self.config.lake()).await?;
        let catalog = Catalog::new(state.clone())?;
        let crawlers = Crawlers::new(state.clone(), lake.clone(), catalog.clone())?;
        let jobs = Jobs::with_config(state.clone(), lake.clone(), catalog.clone(), self.config.glue.run())?;
        let queries = Queries::new(state.clone(), lake.clone(), catalog.clone(), self.config.athena.clone())?;
        queries.set_crawls(Arc::new(StatementCrawls { crawlers: crawlers.clone(), catalog: catalog.clone() }));
        system::expose(&queries, &crawlers, &jobs);
        queries.take_back_inserts().await?;
        take_stock(&state)?;
        let inner = Inner {
            dir: self.dir,
            config: self.config,
            state,
            lake,
            catalog,
            crawlers,
            jobs,
            queries,
            lock,
            _temporary: self.temporary,
        };
        Ok(Boathouse { inner: Arc::new(inner) })
    }
}

async fn wait_for_lock(dir: &Path) -> Result<FolderLock> {
    let mut waited = Duration::ZERO;
    loop {
        match FolderLock::take(dir)? {
            Holder::Us(lock) => return Ok(lock),
            Holder::Other if waited < LOCK_WAIT_MAX => {
                tokio::time::sleep(LOCK_WAIT_STEP).await;
                waited += LOCK_WAIT_STEP;
            }
            Holder::Server(_) | Holder::Other => return Err(Error::FolderHeld { path: dir.to_owned() }),
        }
    }
}

impl Boathouse {
    /// Opens `dir` with default settings.
    ///
    /// # Errors
    /// As [`Builder::open`].
    pub async fn open(dir: impl AsRef<Path>) -> Result<Self> {
        Self::builder(dir).open().await
    }

    /// To open `dir` with other settings.
    pub fn builder(dir: impl AsRef<Path>) -> Builder {
        Builder::new(dir.as_ref().to_owned(), None)
    }

    /// A lakehouse in a temporary folder that goes away with its last handle.
    ///
    /// # Errors
    /// As [`Builder::open`].
    pub async fn open_ephemeral() -> Result<Self> {
        Self::builder_ephemeral()?.open().await
    }

    /// To open a temporary folder with other settings.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn builder_ephemeral() -> Result<Builder> {
        let temporary = tempfile::Builder::new()
            .prefix("boathouse-")
            .tempdir()
            .map_err(|source| Error::Folder { path: std::env::temp_dir(), source })?;
        Ok(Builder::new(temporary.path().to_owned(), Some(temporary)))
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// The settings it was opened with.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The state file, for the services that keep rows of their own in it.
    pub fn state(&self) -> &State {
        &self.inner.state
    }

    /// Buckets and objects.
    pub fn lake(&self) -> &Lake {
        &self.inner.lake
    }

    /// Databases, tables, partitions.
    pub fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }

    /// Crawlers.
    pub fn crawlers(&self) -> &Crawlers {
        &self.inner.crawlers
    }

    /// ETL jobs.
    pub fn jobs(&self) -> &Jobs {
        &self.inner.jobs
    }

    /// SQL.
    pub fn queries(&self) -> &Queries {
        &self.inner.queries
    }

    /// Milliseconds since the epoch, by the clock everything goes by.
    pub fn now_ms(&self) -> i64 {
        self.inner.state.clock().now_ms()
    }

    /// Tells other processes where this one listens.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn publish(&self, info: &ServerInfo) -> Result<()> {
        self.inner.lock.publish(info)
    }

    /// Ends in order: no more visitors, and the log of the state folded into its file.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub async fn close(self) -> Result<()> {
        self.inner.lock.unpublish();
        let state = self.inner.state.clone();
        tokio::task::spawn_blocking(move || state.checkpoint()).await.map_err(|_| boathouse_state::Error::Closed)??;
        Ok(())
    }
}
