//! The handle on the state file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};

use crate::migrate::{self, Migrations};
use crate::writer::{Job, Writer};
use crate::{Clock, Error, Result, reset};

/// Reading connections kept open between reads.
const IDLE_READERS_MAX: usize = 8;
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Distinct SQL texts kept prepared on each connection.
const STATEMENT_CACHE_SIZE: usize = 128;

/// A cheap handle on one state file; clones share it.
#[derive(Debug, Clone)]
pub struct State {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// `None` for a state in memory, which lives on the writer's connection alone.
    path: Option<PathBuf>,
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
    clock: Clock,
}

impl State {
    /// Opens or creates the state file.
    ///
    /// # Errors
    /// When the file cannot be opened or is not a state file.
    pub fn open(path: &Path, clock: Clock) -> Result<Self> {
        let connection = connect(path, false).map_err(|source| Error::Open { path: path.to_owned(), source })?;
        // WAL and NORMAL: a commit survives the process dying at any point; fsync happens at checkpoints.
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(|source| Error::Open { path: path.to_owned(), source })?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Self::start(connection, Some(path.to_owned()), clock)
    }

    /// A state that lives and dies with its last handle.
    ///
    /// # Errors
    /// When SQLite cannot start.
    pub fn in_memory(clock: Clock) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        Self::start(connection, None, clock)
    }

    fn start(connection: Connection, path: Option<PathBuf>, clock: Clock) -> Result<Self> {
        let writer = Writer::start(connection)?;
        let inner = Inner { path, readers: Mutex::default(), writer, clock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Brings a component's tables to the newest version. Call it before anything else of the component.
    ///
    /// # Errors
    /// When a step fails, or the file is newer than this program.
    pub fn migrate(&self, migrations: Migrations) -> Result<()> {
        let (answer, outcome) = std::sync::mpsc::channel();
        self.inner.writer.send(Job::Exclusive(Box::new(move |connection| {
            answer.send(migrate::apply(connection, &migrations)).ok();
        })))?;
        outcome.recv().map_err(|_| Error::Closed)?
    }

    /// The clock everything in this process goes by.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Runs `work` on a snapshot of the committed state. Nothing it changes would be kept: connections
    /// for reading are read-only.
    ///
    /// # Errors
    /// What `work` returns, and failures of SQLite.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let state = self.clone();
        match tokio::task::spawn_blocking(move || state.read_blocking(work)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Closed.into()),
        }
    }

    /// [`State::read`] on the calling thread.
    ///
    /// # Errors
    /// What `work` returns, and failures of SQLite.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Some(path) = &self.inner.path else { return self.read_in_memory(work) };
        let pooled = self.inner.readers.lock().pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connect(path, true).map_err(|source| Error::Open { path: path.clone(), source })?,
        };
        let outcome = in_snapshot(&connection, work);
        let mut readers = self.inner.readers.lock();
        if readers.len() < IDLE_READERS_MAX {
            readers.push(connection);
        }
        outcome
    }

    fn read_in_memory<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, outcome) = std::sync::mpsc::channel();
        let job = Job::Exclusive(Box::new(move |connection| {
            answer.send(in_snapshot(connection, work)).ok();
        }));
        self.inner.writer.send(job)?;
        outcome.recv().map_err(|_| Error::Closed)?
    }

    /// Runs `work` in a transaction: everything it changed is durable when this returns `Ok`, nothing
    /// of it when it returns `Err`.
    ///
    /// # Errors
    /// What `work` returns, and failures of SQLite.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, outcome) = tokio::sync::oneshot::channel();
        self.send_write(work, move |result| {
            answer.send(result).ok();
        })?;
        outcome.await.map_err(|_| Error::Closed)?
    }

    /// [`State::write`], blocking the calling thread.
    ///
    /// # Errors
    /// What `work` returns, and failures of SQLite.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, outcome) = std::sync::mpsc::channel();
        self.send_write(work, move |result| {
            answer.send(result).ok();
        })?;
        outcome.recv().map_err(|_| Error::Closed)?
    }

    fn send_write<T, E, F>(&self, work: F, answer: impl FnOnce(Result<T, E>) + Send + 'static) -> Result<()>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.inner.writer.send(Job::Write(Box::new(move |savepoint| {
            let result = work(savepoint);
            (result.is_ok(), Box::new(move |committed| answer(committed.map_err(E::from).and(result))))
        })))
    }

    /// Empties every table of every component, keeping their versions.
    ///
    /// # Errors
    /// Failures of SQLite; then nothing was emptied.
    pub async fn reset(&self) -> Result<()> {
        self.write(reset::empty_all).await
    }

    /// Folds the write-ahead log into the file, as a clean shutdown does.
    ///
    /// # Errors
    /// Failures of SQLite.
    pub fn checkpoint(&self) -> Result<()> {
        let (answer, outcome) = std::sync::mpsc::channel();
        self.inner.writer.send(Job::Exclusive(Box::new(move |connection| {
            let done = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            answer.send(done.map_err(Error::from)).ok();
        })))?;
        outcome.recv().map_err(|_| Error::Closed)?
    }
}

/// One read transaction, so that several statements see one snapshot.
fn in_snapshot<T, E: From<Error>>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let snapshot = connection.unchecked_transaction().map_err(Error::from)?;
    let outcome = work(&snapshot);
    snapshot.finish().map_err(Error::from)?;
    outcome
}

fn connect(path: &Path, read_only: bool) -> rusqlite::Result<Connection> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    prepare(&connection)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE_SIZE);
    Ok(())
}

#[cfg(test)]
mod tests;
