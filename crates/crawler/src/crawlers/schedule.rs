//! Schedules: put, stopped and started again, and what is due.

use boathouse_state::rusqlite::{Connection, params};

use super::{Crawlers, Key, store};
use crate::cron::Cron;
use crate::{Error, Result};

/// A run that comes later than this after its time is left out: the server was not there for it.
const LATE_MS_MAX: i64 = 5 * 60 * 1000;

/// Whether a schedule starts runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleState {
    /// It does.
    Scheduled,
    /// It is kept, and stopped.
    NotScheduled,
}

/// What came of the schedules that were due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// The runs that were started, by id.
    pub started: Vec<String>,
    /// The crawlers that still ran, and were left alone.
    pub overlapping: Vec<String>,
    /// The crawlers whose time was too long ago.
    pub missed: Vec<String>,
}

/// Reads a schedule; an empty text is none.
pub(super) fn parse(text: Option<&str>) -> Result<Option<Cron>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let invalid = |reason| Error::invalid(format!("Schedule expression '{text}' is not valid: {reason}."));
    Cron::parse(text).map(Some).map_err(invalid)
}

/// The next run of a schedule that is on.
pub(super) fn next_ms(text: Option<&str>, now_ms: i64) -> Result<Option<i64>> {
    Ok(parse(text)?.and_then(|cron| cron.next_after(now_ms)))
}

impl Crawlers {
    /// Gives a crawler this schedule, which is on from now; an empty one takes its schedule away. A run under way
    /// goes on.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::InvalidInput`].
    pub async fn update_schedule(&self, name: &str, schedule: Option<String>) -> Result<()> {
        let (key, now_ms) = (self.key(name), self.state.clock().now_ms());
        let schedule = schedule.filter(|text| !text.is_empty());
        let changed = self.state.write(move |connection| {
            let mut stored = store::load(connection, &key)?;
            stored.definition.schedule = schedule;
            let next_ms = next_ms(stored.definition.schedule.as_deref(), now_ms)?;
            connection.execute(
                "UPDATE crawler SET definition = ?3, version = version + 1, updated_ms = ?4, is_scheduled = ?5,
                     next_run_ms = ?6
                 WHERE scope = ?1 AND name = ?2",
                params![
                    key.scope,
                    key.name,
                    serde_json::to_string(&stored.definition)?,
                    now_ms,
                    stored.definition.schedule.is_some(),
                    next_ms
                ],
            )?;
            Ok::<_, Error>(())
        });
        changed.await?;
        self.schedules_changed.notify_one();
        Ok(())
    }

    /// Puts a stopped schedule on again.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::NoSchedule`], [`Error::SchedulerRunning`].
    pub async fn start_schedule(&self, name: &str) -> Result<()> {
        let (key, now_ms) = (self.key(name), self.state.clock().now_ms());
        let changed = self.state.write(move |connection| {
            let stored = store::load(connection, &key)?;
            let Some(text) = stored.definition.schedule else { return Err(Error::NoSchedule(key.name)) };
            if stored.is_scheduled {
                return Err(Error::SchedulerRunning(key.name));
            }
            switch(connection, &key, true, next_ms(Some(&text), now_ms)?)
        });
        changed.await?;
        self.schedules_changed.notify_one();
        Ok(())
    }

    /// Stops a schedule and keeps it. A run under way goes on.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::SchedulerNotRunning`].
    pub async fn stop_schedule(&self, name: &str) -> Result<()> {
        let key = self.key(name);
        let changed = self.state.write(move |connection| {
            if !store::load(connection, &key)?.is_scheduled {
                return Err(Error::SchedulerNotRunning(key.name));
            }
            switch(connection, &key, false, None)
        });
        changed.await
    }

    /// Starts the crawlers of all scopes whose time has come. Each time is taken once: a crawler that still runs is
    /// left alone until its next time, and so is one whose time was long ago, when nobody was there to start it.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn fire_due(&self) -> Result<Fired> {
        let now_ms = self.state.clock().now_ms();
        let due = self.state.write(move |connection| take_due(connection, now_ms)).await?;
        let mut fired = Fired::default();
        for (key, due_ms) in due {
            if now_ms - due_ms > LATE_MS_MAX {
                tracing::warn!(crawler = key.name, scope = key.scope, "a scheduled run was missed");
                fired.missed.push(key.name);
                continue;
            }
            match self.in_scope(&key.scope).start(&key.name).await {
                Ok(run) => fired.started.push(run),
                Err(Error::CrawlerRunning(name)) => {
                    tracing::info!(crawler = name, scope = key.scope, "a scheduled run is left out: the crawler runs");
                    fired.overlapping.push(name);
                }
                // Deleted in between.
                Err(Error::CrawlerNotFound(_)) => {}
                Err(error) => {
                    tracing::error!(%error, crawler = key.name, scope = key.scope, "a scheduled run cannot start");
                }
            }
        }
        Ok(fired)
    }

    /// When [`Crawlers::fire_due`] has something to do next, in milliseconds since the epoch.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn next_due_ms(&self) -> Result<Option<i64>> {
        self.state
            .read(|connection| {
                let sql = "SELECT min(next_run_ms) FROM crawler WHERE next_run_ms IS NOT NULL";
                Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
            })
            .await
    }
}

/// Puts a schedule on or off.
pub(super) fn switch(connection: &Connection, key: &Key, is_on: bool, next_ms: Option<i64>) -> Result<()> {
    connection.execute(
        "UPDATE crawler SET is_scheduled = ?3, next_run_ms = ?4 WHERE scope = ?1 AND name = ?2",
        params![key.scope, key.name, is_on, next_ms],
    )?;
    Ok(())
}

/// The crawlers that are due with the times they were due at; each gets its next time.
fn take_due(connection: &Connection, now_ms: i64) -> Result<Vec<(Key, i64)>> {
    let due: Vec<(Key, i64)> = {
        let mut statement = connection.prepare_cached(
            "SELECT scope, name, next_run_ms FROM crawler WHERE next_run_ms <= ?1 ORDER BY next_run_ms, scope, name",
        )?;
        let rows =
            statement.query_map([now_ms], |row| Ok((Key { scope: row.get(0)?, name: row.get(1)? }, row.get(2)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    for (key, _) in &due {
        let schedule = store::load(connection, key)?.definition.schedule;
        switch(connection, key, true, next_ms(schedule.as_deref(), now_ms)?)?;
    }
    Ok(due)
}
