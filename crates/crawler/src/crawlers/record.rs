//! How what a run changed is kept.

use std::io;

use boathouse_catalog::{Catalog, Transaction};
use boathouse_schema::S3Uri;
use boathouse_state::rusqlite::{Connection, OptionalExtension, params};

use super::store;
use crate::apply::{CrawlSummary, Record};
use crate::targets::delta::manifest::ManifestUndo;
use crate::undo::Undo;
use crate::{Error, Result};

/// Runs of one crawler that can be taken back; of more, the oldest are forgotten.
const KEPT_RUNS_MAX: i64 = 20;
/// A run that changed more is not kept.
const KEPT_BYTES_MAX: usize = 64 << 20;

/// How far a run is that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has written the catalog.
    Ended,
    /// It writes into the lake.
    Writes,
    /// It wrote into the lake when its process ended, or could not put back what it had written.
    CutOff,
}

impl Standing {
    pub fn number(self) -> i64 {
        match self {
            Self::Ended => 0,
            Self::Writes => 1,
            Self::CutOff => 2,
        }
    }
}

/// Runs that no process is working on any more were cut off.
pub(super) fn end_interrupted(connection: &Connection) -> Result<()> {
    connection.execute(
        "UPDATE crawler_undo SET standing = ?1 WHERE standing = ?2",
        [Standing::CutOff.number(), Standing::Writes.number()],
    )?;
    Ok(())
}

/// The manifests of these Delta tables say what the logs say, and the catalog knows it: runs that were cut off while they
/// wrote them left nothing that is still to be done.
pub(crate) async fn settle(catalog: &Catalog, tables: Vec<S3Uri>) -> Result<()> {
    if tables.is_empty() {
        return Ok(());
    }
    let work = move |transaction: &Transaction<'_>| {
        let (connection, scope) = (transaction.connection(), transaction.scope());
        let mut statement = connection
            .prepare_cached("SELECT number, document FROM crawler_undo WHERE scope = ?1 AND standing = ?2")?;
        let rows = statement.query_map(params![scope, Standing::CutOff.number()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        for row in rows.collect::<Result<Vec<_>, _>>()? {
            let (number, Some(document)) = row else { continue };
            let undo: Undo = serde_json::from_str(&document)?;
            let is_below = |manifest: &ManifestUndo| tables.iter().any(|table| manifest.is_below(table));
            if undo.manifests.iter().all(is_below) {
                let ended = params![number, Standing::Ended.number()];
                connection.execute("UPDATE crawler_undo SET standing = ?2 WHERE number = ?1", ended)?;
            }
        }
        Ok::<_, Error>(())
    };
    catalog.transaction(work).await
}

impl Record {
    /// Keeps what a run is going to change in the lake, before it does.
    pub async fn begin(&self, catalog: &Catalog, manifests: Vec<ManifestUndo>) -> Result<()> {
        let (record, undo) = (self.clone(), Undo::of_manifests(manifests));
        catalog.transaction(move |transaction| record.insert(transaction, &undo, Standing::Writes)).await
    }

    /// Ends a run that failed. It is forgotten when the lake is as it was.
    pub async fn give_up(self, catalog: &Catalog, is_restored: bool) -> Result<()> {
        let work = move |transaction: &Transaction<'_>| {
            let (connection, scope) = (transaction.connection(), transaction.scope());
            if is_restored {
                return self.forget(transaction);
            }
            connection.execute(
                "UPDATE crawler_undo SET standing = ?3 WHERE scope = ?1 AND id = ?2",
                params![scope, self.run, Standing::CutOff.number()],
            )?;
            Ok::<_, Error>(())
        };
        catalog.transaction(work).await
    }

    /// Keeps what a run changed, and of a crawler's run that it did and what came of it. A run that changed nothing
    /// has nothing to take back, and is not kept.
    pub fn keep(&self, transaction: &Transaction<'_>, undo: &Undo, summary: &CrawlSummary) -> Result<()> {
        if undo.is_empty() {
            return Ok(());
        }
        self.forget(transaction)?;
        self.insert(transaction, undo, Standing::Ended)?;
        store::note_written(transaction.connection(), &self.run, summary)
    }

    fn forget(&self, transaction: &Transaction<'_>) -> Result<()> {
        transaction
            .connection()
            .execute("DELETE FROM crawler_undo WHERE scope = ?1 AND id = ?2", [transaction.scope(), &self.run])?;
        Ok(())
    }

    fn insert(&self, transaction: &Transaction<'_>, undo: &Undo, standing: Standing) -> Result<()> {
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
            "INSERT INTO crawler_undo (id, scope, crawler, applied_ms, document, refused, standing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![self.run, scope, self.crawler, transaction.now_ms(), document, refused, standing.number()],
        )?;
        connection.execute(
            "DELETE FROM crawler_undo WHERE scope = ?1 AND crawler = ?2 AND number NOT IN (
                 SELECT number FROM crawler_undo WHERE scope = ?1 AND crawler = ?2
                 ORDER BY number DESC LIMIT ?3)",
            params![scope, self.crawler, KEPT_RUNS_MAX],
        )?;
        Ok(())
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

/// What a run changed, if it can be taken back.
pub(super) fn kept(connection: &Connection, scope: &str, id: &str) -> Result<Undo> {
    let row = connection
        .prepare_cached("SELECT document, undone_ms, refused, standing FROM crawler_undo WHERE scope = ?1 AND id = ?2")?
        .query_row([scope, id], |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, i64>(3)?,
            ))
        })
        .optional()?;
    let refused = |why: String| Error::NotUndoable { run: id.to_owned(), why };
    match row {
        None => Err(Error::RunNotFound(id.to_owned())),
        Some((.., standing)) if standing == Standing::Writes.number() => Err(refused("it is still writing".to_owned())),
        Some((_, Some(_), ..)) => Err(refused("it was taken back already".to_owned())),
        Some((_, _, Some(why), _)) => Err(refused(why)),
        Some((None, ..)) => Err(refused("what it changed is not kept".to_owned())),
        Some((Some(document), ..)) => Ok(serde_json::from_str(&document)?),
    }
}
