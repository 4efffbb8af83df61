//! Runs: in the background, stoppable, remembered.

use std::sync::Arc;

use boathouse_state::new_id;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::log::{self, RunLog};
use super::{CrawlerDefinition, Crawlers, announce, store};
use crate::apply::{CrawlSummary, Record, apply};
use crate::configuration::Configuration;
use crate::crawl::{Crawl, CrawlProgress, Planned, ProgressSink};
use crate::options::CrawlOptions;
use crate::plan::LogLine;
use crate::{Error, Result};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CrawlRunState {
    /// At work.
    Running,
    /// Ended, the catalog written.
    Completed,
    /// Ended by an error, the catalog untouched.
    Failed,
    /// Stopped by somebody, the catalog untouched.
    Stopped,
}

impl CrawlRunState {
    /// The word in histories.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Stopped => "STOPPED",
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "RUNNING" => Self::Running,
            "COMPLETED" => Self::Completed,
            "STOPPED" => Self::Stopped,
            _ => Self::Failed,
        }
    }
}

/// One run of a crawler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawlRun {
    /// A UUID; log lines begin with it.
    pub id: String,
    /// Whose run.
    pub crawler: String,
    /// How far.
    pub state: CrawlRunState,
    /// Milliseconds since the epoch.
    pub started_ms: i64,
    /// Milliseconds since the epoch; absent while it runs.
    pub ended_ms: Option<i64>,
    /// Why it failed.
    pub error: Option<String>,
    /// What it changed.
    pub summary: CrawlSummary,
}

/// A run of this process.
pub(super) struct Active {
    pub run_id: String,
    pub started_ms: i64,
    pub stopping: bool,
    progress: Arc<Mutex<CrawlProgress>>,
    cancel: CancellationToken,
    /// Closed when the run has ended and is written down.
    done: watch::Receiver<()>,
}

impl Crawlers {
    /// Starts a run in the background and returns its id.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::CrawlerRunning`].
    pub async fn start(&self, name: &str) -> Result<String> {
        // So that a crawler that is not there is not said to run.
        self.stored(name).await?;
        let (run_id, cancel) = (new_id(), CancellationToken::new());
        let (finished, done) = watch::channel(());
        let started_ms = self.state.clock().now_ms();
        {
            let mut active = self.active.lock();
            let key = self.key(name);
            if active.contains_key(&key) {
                return Err(Error::CrawlerRunning(name.to_owned()));
            }
            let run = Active {
                run_id: run_id.clone(),
                started_ms,
                stopping: false,
                progress: Arc::default(),
                cancel: cancel.clone(),
                done,
            };
            active.insert(key, run);
        }
        let (crawler, id) = (self.key(name), run_id.clone());
        let mut log = RunLog::new(&self.state, crawler.clone(), &id);
        log.say(announce::start(name));
        let lines = log.take();
        let begun = self.state.write(move |connection| {
            let definition = store::begin_run(connection, &crawler, &id, started_ms)?;
            lines.write(connection)?;
            Ok::<_, Error>(definition)
        });
        let definition = match begun.await {
            Ok(definition) => definition,
            Err(error) => {
                self.active.lock().remove(&self.key(name));
                return Err(error);
            }
        };
        let (crawlers, id) = (self.clone(), run_id.clone());
        tokio::spawn(async move {
            crawlers.run_to_end(definition, log, (id, started_ms), cancel).await;
            drop(finished);
        });
        Ok(run_id)
    }

    /// Asks the present run to stop. The catalog stays as it was before the run.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::CrawlerNotRunning`], [`Error::CrawlerStopping`].
    pub async fn stop(&self, name: &str) -> Result<()> {
        self.stored(name).await?;
        let mut active = self.active.lock();
        match active.get_mut(&self.key(name)) {
            None => Err(Error::CrawlerNotRunning(name.to_owned())),
            Some(run) if run.stopping => Err(Error::CrawlerStopping(name.to_owned())),
            Some(run) => {
                run.stopping = true;
                run.cancel.cancel();
                Ok(())
            }
        }
    }

    /// Stops every run of every scope and waits for their ends, as before a shutdown or a reset.
    pub async fn stop_all(&self) {
        let ends: Vec<_> = self
            .active
            .lock()
            .values_mut()
            .map(|run| {
                run.stopping = true;
                run.cancel.cancel();
                run.done.clone()
            })
            .collect();
        for mut done in ends {
            // The sender never sends: this waits for its end.
            done.changed().await.ok();
        }
    }

    /// Waits for the end of a run.
    ///
    /// # Errors
    /// [`Error::RunNotFound`].
    pub async fn wait(&self, run_id: &str) -> Result<CrawlRun> {
        let done = self.active.lock().values().find(|run| run.run_id == run_id).map(|run| run.done.clone());
        if let Some(mut done) = done {
            done.changed().await.ok();
        }
        self.run(run_id).await
    }

    /// One run.
    ///
    /// # Errors
    /// [`Error::RunNotFound`].
    pub async fn run(&self, run_id: &str) -> Result<CrawlRun> {
        let (scope, id) = (self.scope(), run_id.to_owned());
        self.state.read(move |connection| store::run(connection, &scope, &id)).await
    }

    /// Runs of a crawler, newest first.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`].
    pub async fn runs(&self, name: &str) -> Result<Vec<CrawlRun>> {
        let key = self.key(name);
        self.state.read(move |connection| store::runs(connection, &key)).await
    }

    async fn run_to_end(
        &self,
        definition: CrawlerDefinition,
        log: RunLog,
        (id, started_ms): (String, i64),
        cancel: CancellationToken,
    ) {
        let name = definition.name.clone();
        let crawlers = self.clone();
        // On a task of its own, so that a panic ends the run and not the crawler's state machine.
        let work = tokio::spawn(async move { crawlers.crawl_once(&definition, cancel, log).await });
        let (outcome, mut log) = match work.await {
            Ok(done) => done,
            Err(_) => {
                let log = RunLog::new(&self.state, self.key(&name), &id);
                (Err(Error::invalid("Internal error: the run ended unexpectedly.")), log)
            }
        };
        let mut run = CrawlRun {
            id,
            crawler: name.clone(),
            state: CrawlRunState::Completed,
            started_ms,
            ended_ms: Some(self.state.clock().now_ms()),
            error: None,
            summary: CrawlSummary::default(),
        };
        let mut last = Vec::new();
        match outcome {
            Ok(summary) => run.summary = summary,
            Err(Error::Cancelled) => {
                run.state = CrawlRunState::Stopped;
                last.push(LogLine::info("The crawl was stopped, and nothing was written"));
            }
            Err(error) => {
                run.state = CrawlRunState::Failed;
                last.push(LogLine::error(error.to_string()));
                run.error = Some(error.to_string());
            }
        }
        last.push(log::ready());
        log.close(last);
        let lines = log.take();
        let written = self.state.write(move |connection| {
            lines.write(connection)?;
            store::end_run(connection, &run)
        });
        let written = written.await;
        if let Err(error) = written {
            tracing::error!("the end of a run of crawler '{name}' could not be written down: {error}");
        }
        self.active.lock().remove(&self.key(&name));
    }

    /// The crawl itself: everything, or an error and no change.
    async fn crawl_once(
        &self,
        definition: &CrawlerDefinition,
        cancel: CancellationToken,
        mut log: RunLog,
    ) -> (Result<CrawlSummary>, RunLog) {
        let outcome = self.crawl_logging(definition, &cancel, &mut log).await;
        (outcome, log)
    }

    async fn crawl_logging(
        &self,
        definition: &CrawlerDefinition,
        cancel: &CancellationToken,
        log: &mut RunLog,
    ) -> Result<CrawlSummary> {
        let options = self.options(definition).await?;
        let mut beginning = self.beginning(definition, &options).await?;
        log.extend(std::mem::take(&mut beginning.log));
        if beginning.is_idle {
            return Ok(CrawlSummary::default());
        }
        let crawl = Crawl {
            lake: &self.lake,
            catalog: &self.catalog,
            connections: &self.connections,
            options: &options,
            now_ms: self.state.clock().now_ms(),
            progress: self.progress_sink(&definition.name),
            cancel: cancel.clone(),
            memory: beginning.memory.take(),
            part: std::mem::take(&mut beginning.part),
        };
        let Planned { plan, folders } = crawl.plan(&definition.targets.resolved()?).await?;
        log.extend(plan.log.iter().cloned());
        log.extend(plan.lints.iter().map(|lint| LogLine::warn(lint.to_string())));
        log.extend(announce::classified(definition));
        log.keep().await;
        self.begin_writing(&definition.name, cancel)?;
        let record = Record { run: log.run_id().to_owned(), crawler: definition.name.clone() };
        let summary = apply(&self.catalog, &self.lake, Arc::new(plan), Some(record)).await?;
        self.remember(&definition.name, beginning, folders).await?;
        log.extend(summary.log(&options.database));
        log.extend(announce::written(&summary));
        Ok(summary)
    }

    /// Keeps how far a run of this process is where [`Crawlers::progress`] finds it.
    fn progress_sink(&self, name: &str) -> Option<ProgressSink> {
        let kept = Arc::clone(&self.active.lock().get(&self.key(name))?.progress);
        Some(Arc::new(move |progress| *kept.lock() = progress))
    }

    /// How far the crawlers of this scope are that run now, by name.
    pub fn progress(&self) -> Vec<(String, CrawlProgress)> {
        let (active, scope) = (self.active.lock(), self.scope());
        let own = active.iter().filter(|(key, _)| key.scope == scope);
        let mut found: Vec<_> = own.map(|(key, run)| (key.name.clone(), *run.progress.lock())).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// From here on the run ends by itself and can no longer be stopped.
    fn begin_writing(&self, name: &str, cancel: &CancellationToken) -> Result<()> {
        let mut active = self.active.lock();
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if let Some(run) = active.get_mut(&self.key(name)) {
            run.stopping = true;
        }
        Ok(())
    }

    async fn options(&self, definition: &CrawlerDefinition) -> Result<CrawlOptions> {
        let mut classifiers = Vec::new();
        for name in &definition.classifiers {
            classifiers.push(self.classifier(name).await?.definition);
        }
        let configuration = match definition.configuration.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => Configuration::parse(text)?,
            None => Configuration::default(),
        };
        Ok(CrawlOptions {
            database: definition.database_name.clone().unwrap_or_default(),
            table_prefix: definition.table_prefix.clone().unwrap_or_default(),
            crawler_name: definition.name.clone(),
            created_by: definition.created_by.clone(),
            classifiers,
            configuration,
            schema_change_policy: definition.schema_change_policy,
            ..CrawlOptions::default()
        })
    }
}
