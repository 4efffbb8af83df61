//! Which kinds the keys of a table's partitions are encoded with, and encoding them anew when the types of the
//! table's partition keys change.

use rusqlite::{Connection, OptionalExtension, params};

use crate::expression::Kind;
use crate::model::Column;
use crate::partitions::rows::kinds_of;
use crate::{Result, partitions::key, tables};

/// Partitions encoded anew in one statement's room.
const BATCH_ROWS: i64 = 5_000;
/// Tables with so many partitions are told: they take a second and more.
const TOLD_MIN: i64 = 50_000;

/// Remembers how the partitions of a new table will be encoded.
pub(crate) fn begin(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO catalog_partition_order (table_id, kinds) VALUES (?1, ?2)")?
        .execute(params![table_id, letters(&kinds_of(columns))])?;
    Ok(())
}

/// Encodes the partitions of a table as its keys now are, if they were otherwise.
pub(crate) fn change(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    let stored = stored_kinds(connection, "catalog_partition_order", table_id)?;
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
    for_tables_without(connection, "catalog_partition_order", change)
}

/// The letters of the kinds that something of a table is encoded with, which `kept_in` remembers.
pub(super) fn stored_kinds(connection: &Connection, kept_in: &str, table_id: i64) -> Result<Option<String>> {
    let kinds = connection
        .prepare_cached(&format!("SELECT kinds FROM {kept_in} WHERE table_id = ?1"))?
        .query_row([table_id], |row| row.get(0))
        .optional()?;
    Ok(kinds)
}

/// Makes what `kept_in` remembers the kinds of for every table that it knows nothing of.
pub(super) fn for_tables_without(
    connection: &Connection,
    kept_in: &str,
    make: impl Fn(&Connection, i64, &[Column]) -> Result<()>,
) -> Result<()> {
    let old: Vec<i64> = connection
        .prepare(&format!(
            "SELECT id FROM catalog_table t WHERE NOT EXISTS (SELECT 1 FROM {kept_in} o WHERE o.table_id = t.id)"
        ))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in old {
        let partitions: i64 = connection
            .prepare_cached("SELECT count(*) FROM catalog_partition WHERE table_id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if partitions >= TOLD_MIN {
            tracing::warn!(
                table = id,
                partitions,
                "the partitions of a table that an older version made are put in order, once; nothing answers until then"
            );
        }
        make(connection, id, &tables::partition_keys(connection, id)?)?;
    }
    Ok(())
}

/// Kinds as they are kept.
pub(super) fn letters(kinds: &[Kind]) -> String {
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
