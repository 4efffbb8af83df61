//! Which kinds the keys of a table's partitions are encoded with, and encoding them anew when the types of the
//! table's partition keys change.

use rusqlite::{Connection, OptionalExtension, params};

use crate::expression::Kind;
use crate::model::Column;
use crate::partitions::rows::kinds_of;
use crate::{Result, partitions::key, tables};

/// Partitions encoded anew in one statement's room.
const BATCH_ROWS: i64 = 5_000;

/// Remembers how the partitions of a new table will be encoded.
pub(crate) fn begin(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO catalog_partition_order (table_id, kinds) VALUES (?1, ?2)")?
        .execute(params![table_id, letters(&kinds_of(columns))])?;
    Ok(())
}

/// Encodes the partitions of a table as its keys now are, if they were otherwise.
pub(crate) fn change(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT kinds FROM catalog_partition_order WHERE table_id = ?1")?
        .query_row([table_id], |row| row.get(0))
        .optional()?;
    let before: Vec<Kind> = stored.as_deref().unwrap_or_default().chars().map(Kind::of_letter).collect();
    let after = kinds_of(columns);
    if significant(&before) != significant(&after) {
        encode_anew(connection, table_id, &before, &after)?;
        // An index that is being made goes by the keys.
        connection
            .prepare_cached("UPDATE catalog_partition_index SET filled_to = x'' WHERE table_id = ?1")?
            .execute([table_id])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO catalog_partition_order (table_id, kinds) VALUES (?1, ?2)
             ON CONFLICT (table_id) DO UPDATE SET kinds = excluded.kinds",
        )?
        .execute(params![table_id, letters(&after)])?;
    Ok(())
}

/// Encodes what was made before there were kinds.
pub(crate) fn upgrade(connection: &Connection) -> Result<()> {
    let old: Vec<i64> = connection
        .prepare(
            "SELECT id FROM catalog_table t
             WHERE NOT EXISTS (SELECT 1 FROM catalog_partition_order o WHERE o.table_id = t.id)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    old.into_iter().try_for_each(|id| change(connection, id, &tables::partition_keys(connection, id)?))
}

fn letters(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.letter()).collect()
}

/// Keys beyond the last one that is no text make no difference.
fn significant(kinds: &[Kind]) -> &[Kind] {
    let end = kinds.iter().rposition(|kind| *kind != Kind::Text).map_or(0, |last| last + 1);
    &kinds[..end]
}

/// Keys go behind all others first: an old one and a new one of different partitions might be the same bytes.
fn encode_anew(connection: &Connection, table_id: i64, before: &[Kind], after: &[Kind]) -> Result<()> {
    let mut read = connection.prepare_cached(
        "SELECT id, partition_key FROM catalog_partition WHERE table_id = ?1 AND partition_key < x'FF' LIMIT ?2",
    )?;
    let mut write = connection.prepare_cached("UPDATE catalog_partition SET partition_key = ?2 WHERE id = ?1")?;
    loop {
        let batch: Vec<(i64, Vec<u8>)> = read
            .query_map(params![table_id, BATCH_ROWS], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        if batch.is_empty() {
            break;
        }
        for (id, key) in batch {
            let mut moved = vec![key::BEHIND_ALL];
            moved.extend(key::encode(after, &key::decode(before, &key)));
            write.execute(params![id, moved])?;
        }
    }
    connection
        .prepare_cached(
            "UPDATE catalog_partition SET partition_key = substr(partition_key, 2)
             WHERE table_id = ?1 AND partition_key >= x'FF'",
        )?
        .execute([table_id])?;
    Ok(())
}

#[cfg(test)]
mod tests;
