//! Intents in the state file.

use boathouse_state::Migrations;
use boathouse_state::rusqlite::{Connection, OptionalExtension, params};

use super::Wrote;
use crate::Result;
use crate::executions::{Execution, ExecutionState};

/// A write is there from before its first object can be seen until its end is kept; its objects are those that it may
/// have made visible.
pub(crate) const MIGRATIONS: Migrations = Migrations { component: "query_writes", steps: &[FIRST] };

const FIRST: &str = "CREATE TABLE query_writes (
            id TEXT PRIMARY KEY,
            scope TEXT NOT NULL,
            statement TEXT NOT NULL,
            target TEXT NOT NULL,
            location TEXT NOT NULL,
            started_ms INTEGER NOT NULL,
            phase TEXT NOT NULL,
            outcome TEXT
        );
        CREATE TABLE query_write_objects (
            write_id TEXT NOT NULL REFERENCES query_writes (id) ON DELETE CASCADE,
            uri TEXT NOT NULL,
            PRIMARY KEY (write_id, uri)
        ) WITHOUT ROWID;";

/// A statement that writes, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) id: String,
    pub(super) scope: String,
    /// `CREATE TABLE AS SELECT`, `INSERT`, `UNLOAD`.
    pub(super) statement: String,
    /// The table, or nothing.
    pub(super) target: String,
    /// The folder it writes to.
    pub(super) location: String,
    pub(super) started_ms: i64,
}

/// What is to be done about a write that has not ended well.
#[derive(Debug)]
pub(super) enum Claim {
    /// Nothing: there is none.
    None,
    /// It has been published: it has ended well.
    Published(Wrote),
    /// These objects are to be taken away. Nothing more becomes visible.
    Undo(Vec<String>),
}

pub(super) fn begin(connection: &Connection, write: &Write) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO query_writes (id, scope, statement, target, location, started_ms, phase)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'writing')",
        )?
        .execute(params![write.id, write.scope, write.statement, write.target, write.location, write.started_ms])?;
    Ok(())
}

/// Notes objects; false when the write has been given up, and they must not become visible.
pub(super) fn announce(connection: &Connection, id: &str, uris: &[String]) -> Result<bool> {
    let mut writing = connection.prepare_cached("SELECT 1 FROM query_writes WHERE id = ?1 AND phase = 'writing'")?;
    if !writing.exists([id])? {
        return Ok(false);
    }
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO query_write_objects (write_id, uri) VALUES (?1, ?2)")?;
    for uri in uris {
        insert.execute([id, uri])?;
    }
    Ok(true)
}

/// Marks a write as done; false when it has been given up.
pub(super) fn publish(connection: &Connection, id: &str, outcome: &Wrote) -> Result<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE query_writes SET phase = 'published', outcome = ?2 WHERE id = ?1 AND phase = 'writing'",
        )?
        .execute([id, &serde_json::to_string(outcome)?])?;
    Ok(changed > 0)
}

/// Forgets a write.
pub(crate) fn end(connection: &Connection, id: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM query_write_objects WHERE write_id = ?1")?.execute([id])?;
    connection.prepare_cached("DELETE FROM query_writes WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Gives a write up, unless it is done.
pub(super) fn claim(connection: &Connection, id: &str) -> Result<Claim> {
    let found: Option<(String, Option<String>)> = connection
        .prepare_cached("SELECT phase, outcome FROM query_writes WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        None => Ok(Claim::None),
        Some((phase, Some(outcome))) if phase == "published" => Ok(Claim::Published(serde_json::from_str(&outcome)?)),
        Some(_) => {
            connection.prepare_cached("UPDATE query_writes SET phase = 'given up' WHERE id = ?1")?.execute([id])?;
            Ok(Claim::Undo(objects(connection, id)?))
        }
    }
}

/// Forgets objects that have been taken away.
pub(super) fn forget_objects(connection: &Connection, id: &str, uris: &[String]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM query_write_objects WHERE write_id = ?1 AND uri = ?2")?;
    for uri in uris {
        delete.execute([id, uri])?;
    }
    Ok(())
}

pub(super) fn objects(connection: &Connection, id: &str) -> Result<Vec<String>> {
    let mut statement =
        connection.prepare_cached("SELECT uri FROM query_write_objects WHERE write_id = ?1 ORDER BY uri")?;
    Ok(statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Writes that have been given up, of one statement or of all.
pub(super) fn given_up(connection: &Connection, statement: Option<&str>) -> Result<Vec<Write>> {
    let mut found = connection.prepare_cached(
        "SELECT id, scope, statement, target, location, started_ms FROM query_writes
         WHERE phase = 'given up' AND (?1 IS NULL OR statement = ?1) ORDER BY started_ms, id",
    )?;
    let rows = found.query_map([statement], |row| {
        Ok(Write {
            id: row.get(0)?,
            scope: row.get(1)?,
            statement: row.get(2)?,
            target: row.get(3)?,
            location: row.get(4)?,
            started_ms: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the end of an earlier process cut off: what was published has been done, the rest is given up, and what made
/// nothing visible is forgotten. Runs before executions that were cut off are said to have failed.
pub(crate) fn interrupted(connection: &Connection, now_ms: i64) -> Result<()> {
    let published: Vec<(String, String)> = connection
        .prepare("SELECT id, outcome FROM query_writes WHERE phase = 'published' AND outcome IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, outcome) in published {
        succeed(connection, &id, &serde_json::from_str(&outcome)?, now_ms)?;
        end(connection, &id)?;
    }
    connection.execute("UPDATE query_writes SET phase = 'given up' WHERE phase = 'writing'", [])?;
    connection.execute(
        "DELETE FROM query_writes
         WHERE NOT EXISTS (SELECT 1 FROM query_write_objects WHERE write_id = query_writes.id)",
        [],
    )?;
    Ok(())
}

fn succeed(connection: &Connection, id: &str, wrote: &Wrote, now_ms: i64) -> Result<()> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM query_executions WHERE id = ?1 AND state IN ('QUEUED', 'RUNNING')")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let Some(document) = document else { return Ok(()) };
    let mut execution: Execution = serde_json::from_str(&document)?;
    execution.state = ExecutionState::Succeeded;
    execution.completed_ms = Some(now_ms);
    wrote.note(&mut execution.statistics);
    crate::executions::insert_result(connection, id, &wrote.result())?;
    crate::executions::update(connection, &execution)?;
    Ok(())
}
