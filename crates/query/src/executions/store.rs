//! Executions and result indexes in the state file.

use boathouse_state::rusqlite::{Connection, OptionalExtension, params};

use super::{Execution, ExecutionState, Stage};
use crate::results::{ColumnInfo, RowIndex};
use crate::{Error, Failure, Result};

/// What of a start request must be the same when its token comes again.
pub(crate) struct NewExecution {
    pub(crate) scope: String,
    pub(crate) execution: Execution,
    pub(crate) token: Option<String>,
    pub(crate) fingerprint: String,
    /// What its result is found again by.
    pub(crate) reuse_key: Option<i64>,
}

/// What became of a start.
pub(crate) enum Inserted {
    New,
    /// The token was used for the same request: this execution is it.
    Known(String),
}

/// Where the lines of a result are, and what its columns are.
pub(crate) struct StoredResult {
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) update_count: Option<u64>,
    pub(crate) index: RowIndex,
}

/// The execution that a token was used for.
pub(crate) fn by_token(connection: &Connection, scope: &str, token: &str, fingerprint: &str) -> Result<Option<String>> {
    let found: Option<(String, String)> = connection
        .prepare_cached("SELECT id, fingerprint FROM query_executions WHERE scope = ?1 AND token = ?2")?
        .query_row([scope, token], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((_, earlier)) if earlier != fingerprint => Err(Error::TokenReused),
        Some((id, _)) => Ok(Some(id)),
        None => Ok(None),
    }
}

pub(crate) fn insert(connection: &Connection, new: &NewExecution) -> Result<Inserted> {
    if let Some(token) = &new.token
        && let Some(id) = by_token(connection, &new.scope, token, &new.fingerprint)?
    {
        return Ok(Inserted::Known(id));
    }
    let execution = &new.execution;
    connection
        .prepare_cached(
            "INSERT INTO query_executions (id, scope, workgroup, token, fingerprint, state, document, reuse_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            execution.id,
            new.scope,
            execution.workgroup,
            new.token,
            new.fingerprint,
            execution.state.as_str(),
            serde_json::to_string(execution)?,
            new.reuse_key
        ])?;
    Ok(Inserted::New)
}

pub(crate) fn get(connection: &Connection, scope: &str, id: &str) -> Result<Option<Execution>> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM query_executions WHERE id = ?1 AND scope = ?2")?
        .query_row([id, scope], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}

/// Keeps the new state of an execution that had not ended; false when it had, or is gone.
pub(crate) fn update(connection: &Connection, execution: &Execution) -> Result<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE query_executions SET state = ?2, document = ?3,
             reuse_key = CASE WHEN ?4 THEN NULL ELSE reuse_key END
             WHERE id = ?1 AND state IN ('QUEUED', 'RUNNING')",
        )?
        .execute(params![
            execution.id,
            execution.state.as_str(),
            serde_json::to_string(execution)?,
            execution.statistics.reused
        ])?;
    Ok(changed > 0)
}

/// The newest execution that succeeded and whose result is found by this key.
pub(crate) fn newest_of_key(connection: &Connection, scope: &str, key: i64) -> Result<Option<Execution>> {
    let document: Option<String> = connection
        .prepare_cached(
            "SELECT document FROM query_executions WHERE scope = ?1 AND reuse_key = ?2 AND state = 'SUCCEEDED'
             ORDER BY sequence DESC LIMIT 1",
        )?
        .query_row(params![scope, key], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}

/// Keeps how the stages of a query went.
pub(crate) fn insert_stages(connection: &Connection, id: &str, stages: &Stage) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO query_stages (id, document) VALUES (?1, ?2)")?
        .execute(params![id, serde_json::to_string(stages)?])?;
    Ok(())
}

pub(crate) fn stages(connection: &Connection, id: &str) -> Result<Option<Stage>> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM query_stages WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}

pub(crate) fn insert_result(connection: &Connection, id: &str, result: &StoredResult) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO query_results (id, columns, update_count, row_count, byte_count, offsets)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            serde_json::to_string(&result.columns)?,
            result.update_count.map(u64::cast_signed),
            result.index.rows.cast_signed(),
            result.index.bytes.cast_signed(),
            result.index.offsets_blob()
        ])?;
    Ok(())
}

pub(crate) fn result(connection: &Connection, id: &str) -> Result<Option<StoredResult>> {
    let row = connection
        .prepare_cached(
            "SELECT columns, update_count, row_count, byte_count, offsets FROM query_results WHERE id = ?1",
        )?
        .query_row([id], |row| {
            let blob: Vec<u8> = row.get(4)?;
            let (rows, bytes): (i64, i64) = (row.get(2)?, row.get(3)?);
            let index = RowIndex::from_parts(rows.cast_unsigned(), bytes.cast_unsigned(), &blob);
            let update_count: Option<i64> = row.get(1)?;
            Ok((row.get::<_, String>(0)?, update_count.map(i64::cast_unsigned), index))
        })
        .optional()?;
    let Some((columns, update_count, index)) = row else { return Ok(None) };
    Ok(Some(StoredResult { columns: serde_json::from_str(&columns)?, update_count, index }))
}

/// Ids, newest first, from just below `before` on, each with the number it is found by.
pub(crate) fn list(
    connection: &Connection,
    scope: &str,
    workgroup: &str,
    before: i64,
    limit: usize,
) -> Result<Vec<(i64, String)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = connection
        .prepare_cached(
            "SELECT sequence, id FROM query_executions WHERE scope = ?1 AND workgroup = ?2 AND sequence < ?3
             ORDER BY sequence DESC LIMIT ?4",
        )?
        .query_map(params![scope, workgroup, before, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Every execution of a scope, newest first.
pub(crate) fn all_of_scope(connection: &Connection, scope: &str) -> Result<Vec<Execution>> {
    let mut rows =
        connection.prepare_cached("SELECT document FROM query_executions WHERE scope = ?1 ORDER BY sequence DESC")?;
    let documents = rows.query_map([scope], |row| row.get::<_, String>(0))?;
    documents.map(|document| Ok(serde_json::from_str(&document?)?)).collect()
}

/// The executions of a scope that were started at a time or later and have ended, newest first.
pub(crate) fn ended_since(connection: &Connection, scope: &str, since_ms: i64) -> Result<Vec<Execution>> {
    let documents: Vec<String> = connection
        .prepare_cached(
            "SELECT document FROM query_executions WHERE scope = ?1 AND state NOT IN ('QUEUED', 'RUNNING')
             AND json_extract(document, '$.submitted_ms') >= ?2 ORDER BY sequence DESC",
        )?
        .query_map(params![scope, since_ms], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str(document)?)).collect()
}

/// Executions that the end of an earlier process cut off have failed.
pub(crate) fn fail_interrupted(connection: &Connection, now_ms: i64) -> Result<usize> {
    let documents: Vec<String> = connection
        .prepare("SELECT document FROM query_executions WHERE state IN ('QUEUED', 'RUNNING')")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for document in &documents {
        let mut execution: Execution = serde_json::from_str(document)?;
        execution.state = ExecutionState::Failed;
        execution.completed_ms = Some(now_ms);
        execution.failure = Some(Failure::interrupted());
        update(connection, &execution)?;
    }
    Ok(documents.len())
}
