//! Making and taking apart indexes in the background, a batch a transaction, so that nobody waits for it.
//!
//! How far it has come is in the state: after a restart it goes on where it was.

use boathouse_state::State;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{self, Index};
use crate::expression::Kind;
use crate::model::{BackfillError, BackfillErrorCode, PartitionIndexStatus as Status};
use crate::partitions::rows::kinds_of;
use crate::{Error, Result, partitions::key, tables};

/// Partitions put in, or entries taken out, in one transaction.
const BATCH_ROWS: i64 = 5_000;
/// Partitions told for each kind of error.
const TOLD_MAX: usize = 10;

/// Goes on with everything that was begun, if anything was.
pub(crate) fn resume(state: &State) -> Result<()> {
    let pending: Vec<i64> = state.read_blocking(|connection| {
        let mut statement =
            connection.prepare("SELECT id FROM catalog_partition_index WHERE status IN ('CREATING', 'DELETING')")?;
        let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok::<_, Error>(ids)
    })?;
    if !pending.is_empty() {
        spawn(state.clone(), pending);
    }
    Ok(())
}

/// Works on these indexes until they are done, on a thread of its own.
pub(crate) fn spawn(state: State, ids: Vec<i64>) {
    let work = move || {
        for id in ids {
            while work_on(&state, id) {}
        }
    };
    if let Err(error) = std::thread::Builder::new().name("partition-index".to_owned()).spawn(work) {
        tracing::error!(%error, "no thread for a partition index: it goes on after a restart");
    }
}

/// One batch; whether there is more to do.
fn work_on(state: &State, id: i64) -> bool {
    match state.write_blocking(move |connection| step(connection, id)) {
        Ok(more) => more,
        Err(error) => {
            tracing::error!(%error, index = id, "a partition index failed");
            let failure = BackfillError { code: BackfillErrorCode::Internal, partitions: Vec::new() };
            // Should this fail too, the index stays as it is and is tried again after a restart.
            state.write_blocking(move |connection| fail(connection, id, &[failure])).ok();
            false
        }
    }
}

fn step(connection: &Connection, id: i64) -> Result<bool> {
    let Some((index, table_id, kinds)) = find(connection, id)? else { return Ok(false) };
    match index.shown.status {
        Status::Creating => fill(connection, &index, table_id, &kinds),
        Status::Deleting => empty(connection, id),
        Status::Active | Status::Failed => Ok(false),
    }
}

/// The index with its table, if they are still there.
fn find(connection: &Connection, id: i64) -> Result<Option<(Index, i64, Vec<Kind>)>> {
    let table_id: Option<i64> = connection
        .prepare_cached("SELECT table_id FROM catalog_partition_index WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let Some(table_id) = table_id else { return Ok(None) };
    let columns = tables::partition_keys(connection, table_id)?;
    let found = rows::load(connection, table_id, &columns)?.into_iter().find(|index| index.id == id);
    Ok(found.map(|index| (index, table_id, kinds_of(&columns))))
}

/// Puts the next partitions in.
fn fill(connection: &Connection, index: &Index, table_id: i64, kinds: &[Kind]) -> Result<bool> {
    let filled_to: Vec<u8> = connection
        .prepare_cached("SELECT filled_to FROM catalog_partition_index WHERE id = ?1")?
        .query_row([index.id], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT partition_key, id FROM catalog_partition WHERE table_id = ?1 AND partition_key > ?2
         ORDER BY partition_key LIMIT ?3",
    )?;
    let mut found = statement.query(params![table_id, filled_to, BATCH_ROWS])?;
    let mut errors = index.shown.errors.clone();
    let (mut last, mut count) = (filled_to, 0);
    let mut decoded = key::Decoded::default();
    while let Some(row) = found.next()? {
        last = row.get(0)?;
        count += 1;
        decoded.read(kinds, &last);
        match index.entry(decoded.values()) {
            Ok(entry) if errors.is_empty() => rows::add(connection, row.get(1)?, &[(index.id, entry)])?,
            Ok(_) => {}
            Err((code, _)) => tell(&mut errors, code, decoded.values()),
        }
    }
    if count == BATCH_ROWS {
        connection
            .prepare_cached("UPDATE catalog_partition_index SET filled_to = ?2, errors = ?3 WHERE id = ?1")?
            .execute(params![index.id, last, serde_json::to_string(&errors)?])?;
        return Ok(true);
    }
    if errors.is_empty() {
        rows::set_status(connection, index.id, Status::Active)?;
    } else {
        fail(connection, index.id, &errors)?;
        rows::forget_old_failures(connection, table_id)?;
    }
    Ok(false)
}

fn tell(errors: &mut Vec<BackfillError>, code: BackfillErrorCode, values: &[String]) {
    match errors.iter_mut().find(|error| error.code == code) {
        Some(error) if error.partitions.len() < TOLD_MAX => error.partitions.push(values.to_vec()),
        Some(_) => {}
        None => errors.push(BackfillError { code, partitions: vec![values.to_vec()] }),
    }
}

fn fail(connection: &Connection, id: i64, errors: &[BackfillError]) -> Result<()> {
    connection
        .prepare_cached("UPDATE catalog_partition_index SET status = 'FAILED', errors = ?2 WHERE id = ?1")?
        .execute(params![id, serde_json::to_string(errors)?])?;
    connection.prepare_cached("DELETE FROM catalog_partition_index_entry WHERE index_id = ?1")?.execute([id])?;
    Ok(())
}

/// Takes the next entries out, and at last the index.
fn empty(connection: &Connection, id: i64) -> Result<bool> {
    let upto: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT entry FROM catalog_partition_index_entry WHERE index_id = ?1 ORDER BY entry LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![id, BATCH_ROWS], |row| row.get(0))
        .optional()?;
    let Some(upto) = upto else {
        connection.prepare_cached("DELETE FROM catalog_partition_index WHERE id = ?1")?.execute([id])?;
        return Ok(false);
    };
    connection
        .prepare_cached("DELETE FROM catalog_partition_index_entry WHERE index_id = ?1 AND entry <= ?2")?
        .execute(params![id, upto])?;
    Ok(true)
}
