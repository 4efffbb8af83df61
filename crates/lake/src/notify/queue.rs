//! Events that wait.

use boathouse_state::rusqlite::{Connection, OptionalExtension, params};

use super::{ObjectEvent, ObjectEventKind, rules};
use crate::{Lake, Result};

/// Events that wait under one name. When there are more, all of them go and the queue says so: whoever reads it has
/// to look at everything then, and misses nothing.
pub const QUEUE_EVENTS_MAX: u64 = 1_000_000;

/// How far a queue is filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueMark {
    /// The number of the newest event; they only grow.
    pub last: i64,
    /// Events were thrown away because there were too many.
    pub overflowed: bool,
}

/// The oldest events of a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueuedEvents {
    /// In the order in which they happened.
    pub events: Vec<ObjectEvent>,
    /// How far they go.
    pub mark: QueueMark,
}

impl Lake {
    /// How far the queue is filled.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn queue_mark(&self, queue: &str) -> Result<QueueMark> {
        let queue = queue.to_owned();
        let read = move |connection: &Connection| {
            let last: Option<i64> = connection
                .prepare_cached("SELECT max(number) FROM lake_event WHERE queue = ?1")?
                .query_row([&queue], |row| row.get(0))?;
            Ok(QueueMark { last: last.unwrap_or(0), overflowed: overflowed(connection, &queue)? })
        };
        self.state().read(read).await
    }

    /// The oldest events of the queue, at most `max`. They stay until [`Lake::remove_events`].
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn queued_events(&self, queue: &str, max: usize) -> Result<QueuedEvents> {
        let (queue, max) = (queue.to_owned(), i64::try_from(max).unwrap_or(i64::MAX));
        let read = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(
                "SELECT number, bucket, key, kind, size, etag, time_ms FROM lake_event
                 WHERE queue = ?1 ORDER BY number LIMIT ?2",
            )?;
            let mut found = QueuedEvents::default();
            let mut rows = statement.query(params![queue, max])?;
            while let Some(row) = rows.next()? {
                found.mark.last = row.get(0)?;
                found.events.push(ObjectEvent {
                    bucket: row.get(1)?,
                    key: row.get(2)?,
                    kind: ObjectEventKind::from_word(&row.get::<_, String>(3)?),
                    size: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
                    etag: row.get(5)?,
                    time_ms: row.get(6)?,
                });
            }
            found.mark.overflowed = overflowed(connection, &queue)?;
            Ok(found)
        };
        self.state().read(read).await
    }

    /// Removes the queue's events up to the mark.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn remove_events(&self, queue: &str, mark: QueueMark) -> Result<()> {
        let queue = queue.to_owned();
        let remove = move |connection: &Connection| {
            let gone = connection
                .execute("DELETE FROM lake_event WHERE queue = ?1 AND number <= ?2", params![queue, mark.last])?;
            connection.execute(
                "UPDATE lake_queue SET waiting = waiting - ?2, overflowed = overflowed AND NOT ?3 WHERE name = ?1",
                params![queue, i64::try_from(gone).unwrap_or(i64::MAX), mark.overflowed],
            )?;
            Ok(())
        };
        self.state().write(remove).await
    }
}

fn overflowed(connection: &Connection, queue: &str) -> Result<bool> {
    let found = connection
        .prepare_cached("SELECT overflowed FROM lake_queue WHERE name = ?1")?
        .query_row([queue], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(false))
}

/// Puts the event into the queues that the bucket's rules name.
pub(crate) fn insert(connection: &Connection, event: &ObjectEvent) -> Result<()> {
    insert_bounded(connection, event, QUEUE_EVENTS_MAX)
}

pub(super) fn insert_bounded(connection: &Connection, event: &ObjectEvent, events_max: u64) -> Result<()> {
    for queue in rules::queues(connection, &event.bucket, event.kind, &event.key)? {
        connection
            .prepare_cached(
                "INSERT INTO lake_event (queue, bucket, key, kind, size, etag, time_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                queue,
                event.bucket,
                event.key,
                event.kind.word(),
                i64::try_from(event.size).unwrap_or(i64::MAX),
                event.etag,
                event.time_ms
            ])?;
        let waiting: i64 = connection
            .prepare_cached(
                "INSERT INTO lake_queue (name, waiting, overflowed) VALUES (?1, 1, 0)
                 ON CONFLICT (name) DO UPDATE SET waiting = waiting + 1 RETURNING waiting",
            )?
            .query_row([&queue], |row| row.get(0))?;
        if u64::try_from(waiting).unwrap_or(0) > events_max {
            tracing::warn!(queue, waiting, "too many events wait: they are dropped, and the next reader looks at all");
            connection.execute("DELETE FROM lake_event WHERE queue = ?1", [&queue])?;
            connection.execute("UPDATE lake_queue SET waiting = 0, overflowed = 1 WHERE name = ?1", [&queue])?;
        }
    }
    Ok(())
}
