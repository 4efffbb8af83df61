//! Runs that can be taken back: what they changed is kept, of each crawler's newest, for as long as it is small enough.

use std::io;
use std::sync::Arc;

use boathouse_catalog::Transaction;
use boathouse_state::new_id;
use boathouse_state::rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Crawlers, store};
use crate::apply::{CrawlSummary, Record, apply};
use crate::basis::Before;
use crate::options::CrawlRequest;
use crate::plan::Plan;
use crate::targets::delta::manifest;
use crate::undo::{Undo, UndoSummary};
use crate::{Error, ProgressSink, Result};

/// Runs of one crawler that can be taken back; of more, the oldest are forgotten.
const KEPT_RUNS_MAX: i64 = 20;
/// A run that changed more is not kept.
const KEPT_BYTES_MAX: usize = 64 << 20;

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
                    "SELECT id, crawler, applied_ms, undone_ms, refused FROM crawler_undo
                     WHERE scope = ?1 ORDER BY number DESC",
                )?;
                let runs = statement.query_map([scope], |row| {
                    Ok(UndoableRun {
                        id: row.get(0)?,
                        crawler: row.get(1)?,
                        applied_ms: row.get(2)?,
                        undone_ms: row.get(3)?,
                        refused: row.get(4)?,
                    })
                })?;
                Ok(runs.collect::<Result<_, _>>()?)
            })
            .await
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
        let without_index = crate::apply::unindex(&self.catalog, &undo).await?;
        let (run, manifests) = (id.to_owned(), manifest::restore(&self.lake, &undo.manifests, force).await?);
        let done = self.catalog.transaction(move |transaction| {
            // Somebody else may have been quicker.
            kept(transaction.connection(), transaction.scope(), &run)?;
            let summary = UndoSummary { manifests, ..undo.take_back(transaction, force)? };
            transaction.connection().execute(
                "UPDATE crawler_undo SET undone_ms = ?3, document = NULL WHERE scope = ?1 AND id = ?2",
                params![transaction.scope(), run, transaction.now_ms()],
            )?;
            Ok::<_, Error>(summary)
        });
        let done = done.await;
        crate::apply::reindex(&self.catalog, &without_index).await?;
        done
    }

    /// Refuses what would overwrite what somebody else has done since.
    async fn require_unmoved(&self, undo: &Undo) -> Result<()> {
        let tables = undo.clone();
        let mut moved = self.catalog.transaction(move |transaction| tables.moved(transaction)).await?;
        moved.extend(manifest::moved(&self.lake, &undo.manifests).await?);
        if moved.is_empty() { Ok(()) } else { Err(Error::UndoOutdated(moved)) }
    }
}

impl Record {
    /// Keeps what a run changed, and of a crawler's run that it did and what came of it. A run that changed nothing
    /// has nothing to take back, and is not kept.
    pub fn keep(&self, transaction: &Transaction<'_>, undo: &Undo, summary: &CrawlSummary) -> Result<()> {
        if undo.is_empty() {
            return Ok(());
        }
        let mut document = Document(Vec::new());
        let (document, refused) = match serde_json::to_writer(&mut document, undo) {
            Ok(()) => (Some(String::from_utf8_lossy(&document.0).into_owned()), None),
            Err(error) if error.is_io() => {
                (None, Some(format!("it changed more than {} MiB of definitions", KEPT_BYTES_MAX >> 20)))
            }
            Err(error) => return Err(error.into()),
        };
        let (connection, scope) = (transaction.connection(), transaction.scope());
        connection.execute(
            "INSERT INTO crawler_undo (id, scope, crawler, applied_ms, document, refused)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![self.run, scope, self.crawler, transaction.now_ms(), document, refused],
        )?;
        connection.execute(
            "DELETE FROM crawler_undo WHERE scope = ?1 AND crawler = ?2 AND number NOT IN (
                 SELECT number FROM crawler_undo WHERE scope = ?1 AND crawler = ?2
                 ORDER BY number DESC LIMIT ?3)",
            params![scope, self.crawler, KEPT_RUNS_MAX],
        )?;
        store::note_written(connection, &self.run, summary)
    }
}

/// A text of [`KEPT_BYTES_MAX`] at most.
struct Document(Vec<u8>);

impl io::Write for Document {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > KEPT_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn kept(connection: &Connection, scope: &str, id: &str) -> Result<Undo> {
    let row = connection
        .prepare_cached("SELECT document, undone_ms, refused FROM crawler_undo WHERE scope = ?1 AND id = ?2")?
        .query_row([scope, id], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    let refused = |why: String| Error::NotUndoable { run: id.to_owned(), why };
    match row {
        None => Err(Error::RunNotFound(id.to_owned())),
        Some((_, Some(_), _)) => Err(refused("it was taken back already".to_owned())),
        Some((_, _, Some(why))) => Err(refused(why)),
        Some((None, ..)) => Err(refused("what it changed is not kept".to_owned())),
        Some((Some(document), ..)) => Ok(serde_json::from_str(&document)?),
    }
}
