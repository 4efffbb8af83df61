//! Rows of crawlers and runs, and what is done with them.

use std::collections::HashMap;

use boathouse_state::rusqlite::{Connection, OptionalExtension, Row, params};

use super::run::{Active, CrawlRun, CrawlRunState};
use super::validate::{check_update, complete};
use super::{
    Crawler, CrawlerDefinition, CrawlerState, CrawlerUpdate, Crawlers, Key, LastCrawl, LastCrawlStatus, ScheduleState,
    log, schedule,
};
use crate::apply::CrawlSummary;
use crate::plan::LogLine;
use crate::{Error, Result, memory};

/// Runs are kept for a year.
const RUN_RETENTION_MS: i64 = 365 * 24 * 60 * 60 * 1000;

/// A crawler's row.
pub(super) struct Stored {
    pub definition: CrawlerDefinition,
    pub is_scheduled: bool,
    pub version: i64,
    pub created_ms: i64,
    pub updated_ms: i64,
    pub last_run: Option<CrawlRun>,
}

impl Crawlers {
    /// Stores a new crawler.
    ///
    /// # Errors
    /// [`Error::CrawlerExists`], [`Error::InvalidInput`], [`Error::BucketNotFound`],
    /// [`Error::ClassifierNotFound`].
    pub async fn create(&self, mut definition: CrawlerDefinition) -> Result<()> {
        definition.schedule = definition.schedule.filter(|text| !text.is_empty());
        complete(&mut definition);
        self.check(&definition).await?;
        let (scope, now_ms) = (self.scope(), self.state.clock().now_ms());
        let added = self.state.write(move |connection| {
            let schedule = definition.schedule.as_deref();
            let added = connection.execute(
                "INSERT INTO crawler (scope, name, definition, version, created_ms, updated_ms, is_scheduled, next_run_ms)
                 VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, ?6) ON CONFLICT (scope, name) DO NOTHING",
                params![
                    scope,
                    definition.name,
                    serde_json::to_string(&definition)?,
                    now_ms,
                    schedule.is_some(),
                    schedule::next_ms(schedule, now_ms)?
                ],
            )?;
            if added == 0 { Err(Error::CrawlerExists(definition.name)) } else { Ok(()) }
        });
        added.await?;
        self.schedules_changed.notify_one();
        Ok(())
    }

    /// One crawler.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`].
    pub async fn crawler(&self, name: &str) -> Result<Crawler> {
        let standing = self.standing();
        Ok(self.stand(self.stored(name).await?, &standing))
    }

    /// All crawlers by name.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn crawlers(&self) -> Result<Vec<Crawler>> {
        let standing = self.standing();
        let scope = self.scope();
        let all = self.state.read(move |connection| {
            let keys = names(connection, &scope)?.into_iter().map(|name| Key { scope: scope.clone(), name });
            keys.map(|key| load(connection, &key)).collect::<Result<Vec<_>>>()
        });
        Ok(all.await?.into_iter().map(|stored| self.stand(stored, &standing)).collect())
    }

    /// Changes the members that `update` names.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::CrawlerRunning`], [`Error::VersionMismatch`], and as for creating.
    pub async fn update(&self, name: &str, update: CrawlerUpdate) -> Result<()> {
        let stored = self.stored(name).await?;
        self.require_ready(name)?;
        let sets_schedule = update.schedule.is_some();
        let mut definition = stored.definition.clone().updated(update);
        complete(&mut definition);
        check_update(&stored.definition, &definition)?;
        self.check(&definition).await?;
        let (key, now_ms) = (self.key(name), self.state.clock().now_ms());
        let changed = self.state.write(move |connection| {
            require_no_run(connection, &key)?;
            let changed = connection.execute(
                "UPDATE crawler SET definition = ?3, version = version + 1, updated_ms = ?4
                 WHERE scope = ?1 AND name = ?2 AND version = ?5",
                params![key.scope, key.name, serde_json::to_string(&definition)?, now_ms, stored.version],
            )?;
            if changed == 0 {
                return Err(Error::VersionMismatch(key.name));
            }
            if sets_schedule {
                let schedule = definition.schedule.as_deref();
                schedule::switch(connection, &key, schedule.is_some(), schedule::next_ms(schedule, now_ms)?)?;
            }
            Ok(())
        });
        changed.await?;
        self.schedules_changed.notify_one();
        Ok(())
    }

    /// Deletes a crawler with its history. Tables it made stay.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::CrawlerRunning`].
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.require_ready(name)?;
        let key = self.key(name);
        self.state
            .write(move |connection| {
                require_no_run(connection, &key)?;
                let gone = connection
                    .execute("DELETE FROM crawler WHERE scope = ?1 AND name = ?2", [&key.scope, &key.name])?;
                if gone == 0 {
                    return Err(Error::CrawlerNotFound(key.name));
                }
                memory::forget_crawler(connection, &key.scope, &key.name)
            })
            .await
    }

    pub(super) async fn stored(&self, name: &str) -> Result<Stored> {
        let key = self.key(name);
        self.state.read(move |connection| load(connection, &key)).await
    }

    fn require_ready(&self, name: &str) -> Result<()> {
        if self.active.lock().contains_key(&self.key(name)) {
            Err(Error::CrawlerRunning(name.to_owned()))
        } else {
            Ok(())
        }
    }

    /// The scope's crawlers that run, with how long they have.
    ///
    /// It must be taken before rows are read. A run's end is written down first and leaves `active`
    /// afterwards, so a crawler that is not in here has its last run in every row read from now on. The
    /// other way round, a run that ends in between would be READY with the crawl before it as its last.
    pub(super) fn standing(&self) -> HashMap<String, (CrawlerState, i64)> {
        let now_ms = self.state.clock().now_ms();
        let standing = |run: &Active| {
            let state = if run.stopping { CrawlerState::Stopping } else { CrawlerState::Running };
            (state, (now_ms - run.started_ms).max(0))
        };
        let (active, scope) = (self.active.lock(), self.catalog.scope());
        let own = active.iter().filter(|(key, _)| key.scope == scope);
        own.map(|(key, run)| (key.name.clone(), standing(run))).collect()
    }

    /// A stored crawler with its present state.
    fn stand(&self, stored: Stored, standing: &HashMap<String, (CrawlerState, i64)>) -> Crawler {
        let (state, crawl_elapsed_ms) =
            standing.get(&stored.definition.name).copied().unwrap_or((CrawlerState::Ready, 0));
        let schedule_state = match stored.is_scheduled {
            true => ScheduleState::Scheduled,
            false => ScheduleState::NotScheduled,
        };
        Crawler {
            schedule_state: stored.definition.schedule.as_ref().map(|_| schedule_state),
            definition: stored.definition,
            state,
            crawl_elapsed_ms,
            creation_time_ms: stored.created_ms,
            last_updated_ms: stored.updated_ms,
            last_crawl: stored.last_run.and_then(last_crawl),
            version: stored.version,
        }
    }
}

fn last_crawl(run: CrawlRun) -> Option<LastCrawl> {
    let status = match run.state {
        CrawlRunState::Running => return None,
        CrawlRunState::Completed => LastCrawlStatus::Succeeded,
        CrawlRunState::Failed => LastCrawlStatus::Failed,
        CrawlRunState::Stopped => LastCrawlStatus::Cancelled,
    };
    Some(LastCrawl { status, error_message: run.error, message_prefix: run.id, start_time_ms: run.started_ms })
}

/// The crawlers of a scope, sorted.
pub(super) fn names(connection: &Connection, scope: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT name FROM crawler WHERE scope = ?1 ORDER BY name")?;
    Ok(statement.query_map([scope], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

pub(super) fn load(connection: &Connection, key: &Key) -> Result<Stored> {
    let row = connection
        .prepare_cached(
            "SELECT definition, version, created_ms, updated_ms, is_scheduled FROM crawler
             WHERE scope = ?1 AND name = ?2",
        )?
        .query_row([&key.scope, &key.name], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((document, version, created_ms, updated_ms, is_scheduled)) = row else {
        return Err(Error::CrawlerNotFound(key.name.clone()));
    };
    let last_run = connection
        .prepare_cached(&format!(
            "{RUN_COLUMNS} WHERE scope = ?1 AND crawler = ?2 AND state <> 'RUNNING' ORDER BY number DESC LIMIT 1"
        ))?
        .query_row([&key.scope, &key.name], run_row)
        .optional()?
        .transpose()?;
    let definition = serde_json::from_str(&document)?;
    Ok(Stored { definition, is_scheduled, version, created_ms, updated_ms, last_run })
}

pub(super) const RUN_COLUMNS: &str = "SELECT id, crawler, state, started_ms, ended_ms, error, summary FROM crawler_run";

type RunResult = Result<CrawlRun>;

pub(super) fn run_row(row: &Row<'_>) -> boathouse_state::rusqlite::Result<RunResult> {
    let summary: String = row.get(6)?;
    let run = CrawlRun {
        id: row.get(0)?,
        crawler: row.get(1)?,
        state: CrawlRunState::from_word(&row.get::<_, String>(2)?),
        started_ms: row.get(3)?,
        ended_ms: row.get(4)?,
        error: row.get(5)?,
        summary: Default::default(),
    };
    Ok(serde_json::from_str(&summary).map_err(Error::from).map(|summary| CrawlRun { summary, ..run }))
}

/// Refuses crawlers that are not there.
pub(super) fn require(connection: &Connection, key: &Key) -> Result<()> {
    let is_known = connection
        .prepare_cached("SELECT 1 FROM crawler WHERE scope = ?1 AND name = ?2")?
        .exists([&key.scope, &key.name])?;
    if is_known { Ok(()) } else { Err(Error::CrawlerNotFound(key.name.clone())) }
}

/// Refuses crawlers that run. Runs begin and end in transactions of their own, so within one this stays true.
fn require_no_run(connection: &Connection, key: &Key) -> Result<()> {
    let runs = connection
        .prepare_cached("SELECT 1 FROM crawler_run WHERE scope = ?1 AND crawler = ?2 AND state = 'RUNNING'")?
        .exists([&key.scope, &key.name])?;
    if runs { Err(Error::CrawlerRunning(key.name.clone())) } else { Ok(()) }
}

/// Runs of one crawler, newest first.
pub(super) fn runs(connection: &Connection, key: &Key) -> Result<Vec<CrawlRun>> {
    require(connection, key)?;
    let mut statement =
        connection.prepare_cached(&format!("{RUN_COLUMNS} WHERE scope = ?1 AND crawler = ?2 ORDER BY number DESC"))?;
    let rows = statement.query_map([&key.scope, &key.name], run_row)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().collect()
}

pub(super) fn run(connection: &Connection, scope: &str, id: &str) -> Result<CrawlRun> {
    let found = connection
        .prepare_cached(&format!("{RUN_COLUMNS} WHERE id = ?1 AND scope = ?2"))?
        .query_row([id, scope], run_row)
        .optional()?;
    found.unwrap_or_else(|| Err(Error::RunNotFound(id.to_owned())))
}

/// Writes down that a run begins, and gives what it is to do.
pub(super) fn begin_run(connection: &Connection, crawler: &Key, id: &str, now_ms: i64) -> Result<CrawlerDefinition> {
    let stored = load(connection, crawler)?;
    connection.execute("DELETE FROM crawler_run WHERE started_ms < ?1", [now_ms - RUN_RETENTION_MS])?;
    connection.execute(
        "INSERT INTO crawler_run (id, scope, crawler, state, started_ms, summary)
         VALUES (?1, ?2, ?3, 'RUNNING', ?4, '{}')",
        params![id, crawler.scope, crawler.name, now_ms],
    )?;
    Ok(stored.definition)
}

pub(super) fn end_run(connection: &Connection, run: &CrawlRun) -> Result<()> {
    connection.execute(
        "UPDATE crawler_run SET state = ?2, ended_ms = ?3, error = ?4, summary = ?5 WHERE id = ?1",
        params![run.id, run.state.word(), run.ended_ms, run.error, serde_json::to_string(&run.summary)?],
    )?;
    Ok(())
}

/// Writes down what a run wrote, within the transaction in which it does.
pub(super) fn note_written(connection: &Connection, id: &str, summary: &CrawlSummary) -> Result<()> {
    connection
        .execute("UPDATE crawler_run SET summary = ?2 WHERE id = ?1", params![id, serde_json::to_string(summary)?])?;
    Ok(())
}

/// Ends runs that no process is working on any more. One that had written the catalog did what it was to do.
pub(super) fn end_interrupted(connection: &Connection, now_ms: i64) -> Result<()> {
    let late = LogLine::info("The process ended after the catalog was written, and before that was written down");
    let reason = "The run was interrupted: the process ended.";
    for (summary, state, error, line) in [
        ("summary <> '{}'", CrawlRunState::Completed, None, late),
        ("summary = '{}'", CrawlRunState::Failed, Some(reason), LogLine::error(reason)),
    ] {
        log::interrupted(connection, now_ms, summary, line)?;
        connection.execute(
            &format!(
                "UPDATE crawler_run SET state = ?1, ended_ms = ?2, error = ?3 WHERE state = 'RUNNING' AND {summary}"
            ),
            params![state.word(), now_ms, error],
        )?;
    }
    Ok(())
}
