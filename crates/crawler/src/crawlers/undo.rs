//! Runs that can be taken back: what they changed is kept, of each crawler's newest, for as long as it is small enough.

use std::sync::Arc;

use boathouse_catalog::Transaction;
use boathouse_schema::S3Uri;
use boathouse_state::new_id;
use boathouse_state::rusqlite::params;
use serde::{Deserialize, Serialize};

use super::Crawlers;
use super::record::{Standing, kept};
use crate::apply::{CrawlSummary, Record, apply};
use crate::basis::Before;
use crate::options::CrawlRequest;
use crate::plan::Plan;
use crate::targets::delta::manifest;
use crate::undo::{Undo, UndoSummary};
use crate::{Error, ProgressSink, Result};

/// A run whose changes are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoableRun {
    /// Its id.
    pub id: String,
    /// The crawler, or what stood for one.
    pub crawler: String,
    /// When it wrote, milliseconds since the epoch.
    pub applied_ms: i64,
    /// When it was taken back, milliseconds since the epoch.
    pub undone_ms: Option<i64>,
    /// Why it cannot be taken back, when it never can.
    pub refused: Option<String>,
    /// Whether it was cut off between the lake and the catalog: of it, there are manifests at the most.
    #[serde(default)]
    pub interrupted: bool,
}

/// A run that was cut off while it wrote manifests of Delta tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterruptedRun {
    /// Its id, by which it is taken back.
    pub id: String,
    /// The crawler, or what stood for one.
    pub crawler: String,
    /// When it began to write, milliseconds since the epoch.
    pub began_ms: i64,
    /// The manifests that are not as they were before; none when it cannot be taken back, as it changed too much.
    pub manifests: Vec<S3Uri>,
}

impl Crawlers {
    /// Plans a crawl to be applied later: the plan knows the objects and tables it depends on.
    ///
    /// # Errors
    /// As [`Crawlers::plan`].
    pub async fn plan_for_later(&self, request: &CrawlRequest, progress: Option<ProgressSink>) -> Result<Plan> {
        let before = Before::look(request, &self.lake, &self.catalog).await?;
        let mut plan = self.plan_with(request, progress).await?;
        plan.basis = Some(before.of(request, &plan));
        Ok(plan)
    }

    /// Writes a plan that was made some time ago, and gives the id of the run.
    ///
    /// # Errors
    /// [`Error::PlanMoved`] naming what is not as it was when the plan was made; then nothing is written.
    pub async fn apply_planned(&self, plan: &Plan) -> Result<(String, CrawlSummary)> {
        let Some(basis) = &plan.basis else {
            return Err(Error::invalid("the plan does not say what it was made from"));
        };
        let mut moved = basis.moved(plan, &self.lake, &self.catalog).await?;
        if moved.is_empty() && !basis.is_listed() {
            let now = self.plan_for_later(&basis.request, None).await?;
            if now.hash()? != plan.hash()? {
                moved.push("what the targets hold would give another plan".to_owned());
            }
        }
        if !moved.is_empty() {
            return Err(Error::PlanMoved(moved));
        }
        self.apply_as_run(plan, &basis.request.options.crawler_name).await
    }

    /// Writes a plan as a run that can be taken back, and gives the run's id.
    ///
    /// # Errors
    /// As [`Crawlers::apply`].
    pub async fn apply_as_run(&self, plan: &Plan, crawler: &str) -> Result<(String, CrawlSummary)> {
        let record = Record { run: new_id(), crawler: crawler.to_owned() };
        let id = record.run.clone();
        Ok((id, apply(&self.catalog, &self.lake, Arc::new(plan.clone()), Some(record)).await?))
    }

    /// Runs whose changes are kept, the newest first.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn undoable_runs(&self) -> Result<Vec<UndoableRun>> {
        let scope = self.scope();
        self.state
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, crawler, applied_ms, undone_ms, refused, standing FROM crawler_undo
                     WHERE scope = ?1 AND standing <> ?2 ORDER BY number DESC",
                )?;
                let runs = statement.query_map(params![scope, Standing::Writes.number()], |row| {
                    Ok(UndoableRun {
                        id: row.get(0)?,
                        crawler: row.get(1)?,
                        applied_ms: row.get(2)?,
                        undone_ms: row.get(3)?,
                        refused: row.get(4)?,
                        interrupted: row.get::<_, i64>(5)? == Standing::CutOff.number(),
                    })
                })?;
                Ok(runs.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Runs that were cut off between the lake and the catalog, and were not taken back since, the newest first.
    ///
    /// # Errors
    /// Failures of the state and of the lake.
    pub async fn interrupted_runs(&self) -> Result<Vec<InterruptedRun>> {
        let mut runs = Vec::new();
        for run in self.undoable_runs().await?.into_iter().filter(|run| run.interrupted) {
            let mut manifests = Vec::new();
            if run.refused.is_none() {
                let (scope, id) = (self.scope(), run.id.clone());
                let undo = self.state.read(move |connection| kept(connection, &scope, &id)).await?;
                manifests = manifest::changed(&self.lake, &undo.manifests).await?;
                if manifests.is_empty() {
                    continue;
                }
            }
            runs.push(InterruptedRun { id: run.id, crawler: run.crawler, began_ms: run.applied_ms, manifests });
        }
        Ok(runs)
    }

    /// Puts tables and partitions back as they were before a run, in one transaction, and before that the manifests of
    /// Delta tables: an undoing that is cut off in between can be done again. With `force` also those that were changed
    /// since; what was changed is then lost.
    ///
    /// # Errors
    /// [`Error::RunNotFound`], [`Error::NotUndoable`] for a run that was taken back already or is too big,
    /// [`Error::UndoOutdated`] naming what was changed since.
    pub async fn undo(&self, id: &str, force: bool) -> Result<UndoSummary> {
        let (scope, run) = (self.scope(), id.to_owned());
        let undo = self.state.read(move |connection| kept(connection, &scope, &run)).await?;
        if !force {
            self.require_unmoved(&undo).await?;
        }
        let (run, manifests) = (id.to_owned(), manifest::restore(&self.lake, &undo.manifests, force).await?);
        let work = move |transaction: &Transaction<'_>| {
            // Somebody else may have been quicker.
            kept(transaction.connection(), transaction.scope(), &run)?;
            let summary = UndoSummary { manifests, ..undo.take_back(transaction, force)? };
            transaction.connection().execute(
                "UPDATE crawler_undo SET undone_ms = ?3, document = NULL, standing = 0 WHERE scope = ?1 AND id = ?2",
                params![transaction.scope(), run, transaction.now_ms()],
            )?;
            Ok::<_, Error>(summary)
        };
        self.catalog.transaction(work).await
    }

    /// Refuses what would overwrite what somebody else has done since.
    async fn require_unmoved(&self, undo: &Undo) -> Result<()> {
        let tables = undo.clone();
        let mut moved = self.catalog.transaction(move |transaction| tables.moved(transaction)).await?;
        moved.extend(manifest::moved(&self.lake, &undo.manifests).await?);
        if moved.is_empty() { Ok(()) } else { Err(Error::UndoOutdated(moved)) }
    }
}
