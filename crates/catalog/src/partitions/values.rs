//! The values of every partition key but the first, each in an order of its own, so that an expression on any key
//! finds what it picks without looking at the rest. The first key's order is the one that partitions are kept in.
//!
//! Unlike a partition index nobody asks for these, and every partition is in them, whatever its values are: what a
//! type cannot read and what is not there have their places before all else.
//!
//! Values come in no order, so each one put in its place changes a page of its own. New partitions are therefore only
//! noted, and put in by the thousand; whoever looks for a value looks at those that are noted one by one.

use std::ops::Range;

use boathouse_state::Migrations;
use rusqlite::{Connection, OptionalExtension, params};

use crate::Result;
use crate::expression::{Filter, Key, Kind};
use crate::model::Column;
use crate::partitions::key::{self, Decoded};
use crate::partitions::order::{self, letters};
use crate::partitions::rows::{Keys, kinds_of};

pub(crate) const MIGRATIONS: Migrations = Migrations {
    component: "catalog_partition_values",
    steps: &[include_str!("../schema/partition_values.sql"), include_str!("../schema/partition_recent.sql")],
};

/// So many partitions are noted before they are put in.
const RECENT_MAX: i64 = if cfg!(test) { 4 } else { 8_192 };
/// Values sorted in memory before they are put in.
const SORTED_MAX: usize = 100_000;

/// Remembers how the values of a new table will be encoded.
pub(crate) fn begin(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    remember(connection, table_id, &letters(&kinds_of(columns)))
}

/// Writes the values of a table's partitions as its keys now are, if they were otherwise. The partitions
/// themselves must be encoded so already.
pub(crate) fn change(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    let stored = order::stored_kinds(connection, "catalog_partition_value_order", table_id)?;
    let kinds = kinds_of(columns);
    let letters = letters(&kinds);
    if stored.as_deref() != Some(&letters[..]) {
        write_anew(connection, table_id, &kinds)?;
        remember(connection, table_id, &letters)?;
    }
    Ok(())
}

/// Writes the values of tables that were made before they were kept.
pub(crate) fn upgrade(connection: &Connection) -> Result<()> {
    order::for_tables_without(connection, "catalog_partition_value_order", change)
}

fn remember(connection: &Connection, table_id: i64, letters: &str) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO catalog_partition_value_order (table_id, kinds) VALUES (?1, ?2)
             ON CONFLICT (table_id) DO UPDATE SET kinds = excluded.kinds",
        )?
        .execute(params![table_id, letters])?;
    Ok(())
}

fn write_anew(connection: &Connection, table_id: i64, kinds: &[Kind]) -> Result<()> {
    connection.prepare_cached("DELETE FROM catalog_partition_value WHERE table_id = ?1")?.execute([table_id])?;
    forget_recent(connection, table_id)?;
    if kinds.len() < 2 {
        return Ok(());
    }
    let read = "SELECT partition_key, id FROM catalog_partition WHERE table_id = ?1";
    put_in_order(connection, table_id, kinds, read)
}

/// Puts the values of the partitions in their orders whose keys and ids a query gives.
fn put_in_order(connection: &Connection, table_id: i64, kinds: &[Kind], query: &str) -> Result<()> {
    let mut read = connection.prepare_cached(query)?;
    let mut rows = read.query([table_id])?;
    let (mut sorted, mut decoded) = (Vec::new(), Decoded::default());
    while let Some(row) = rows.next()? {
        decoded.read(kinds, row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        let id: i64 = row.get(1)?;
        sorted.extend(entries(kinds, decoded.values()).map(|entry| (entry, id)));
        if sorted.len() >= SORTED_MAX {
            write(connection, table_id, &mut sorted)?;
        }
    }
    write(connection, table_id, &mut sorted)
}

fn write(connection: &Connection, table_id: i64, values: &mut Vec<(Vec<u8>, i64)>) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO catalog_partition_value (table_id, entry, partition_id) VALUES (?1, ?2, ?3)",
    )?;
    values.sort_unstable();
    for (entry, partition_id) in values.drain(..) {
        statement.execute(params![table_id, entry, partition_id])?;
    }
    Ok(())
}

/// Notes a partition, and puts all that are noted in their orders when they have become many.
pub(crate) fn add(connection: &Connection, keys: &Keys, partition_id: i64, values: &[String]) -> Result<()> {
    if keys.kinds.len() < 2 {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO catalog_partition_recent (table_id, partition_id, partition_key) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![keys.table_id, partition_id, keys.encode(values)])?;
    let recent: i64 = connection
        .prepare_cached(
            "UPDATE catalog_partition_value_order SET recent = recent + 1 WHERE table_id = ?1 RETURNING recent",
        )?
        .query_row([keys.table_id], |row| row.get(0))?;
    if recent >= RECENT_MAX {
        let noted = "SELECT partition_key, partition_id FROM catalog_partition_recent WHERE table_id = ?1";
        put_in_order(connection, keys.table_id, &keys.kinds, noted)?;
        forget_recent(connection, keys.table_id)?;
    }
    Ok(())
}

fn forget_recent(connection: &Connection, table_id: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM catalog_partition_recent WHERE table_id = ?1")?.execute([table_id])?;
    connection
        .prepare_cached("UPDATE catalog_partition_value_order SET recent = 0 WHERE table_id = ?1")?
        .execute([table_id])?;
    Ok(())
}

/// How many partitions are noted, at most.
pub(crate) fn recent_count(connection: &Connection, table_id: i64) -> Result<usize> {
    let recent: Option<i64> = connection
        .prepare_cached("SELECT recent FROM catalog_partition_value_order WHERE table_id = ?1")?
        .query_row([table_id], |row| row.get(0))
        .optional()?;
    Ok(recent.and_then(|recent| usize::try_from(recent).ok()).unwrap_or_default())
}

/// The keys and ids of the noted partitions that the expression lets through or fails on, from `start` on.
pub(crate) fn recent(
    connection: &Connection,
    keys: &Keys,
    filter: &Filter,
    start: &[u8],
) -> Result<Vec<(Vec<u8>, i64)>> {
    let mut statement = connection
        .prepare_cached("SELECT partition_key, partition_id FROM catalog_partition_recent WHERE table_id = ?1")?;
    let mut rows = statement.query([keys.table_id])?;
    let (mut found, mut decoded) = (Vec::new(), Decoded::default());
    while let Some(row) = rows.next()? {
        let key = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        if key < start {
            continue;
        }
        decoded.read(&keys.kinds, key);
        // A failure is told when its partition's turn comes.
        if filter.matches(decoded.values()).unwrap_or(true) {
            found.push((key.to_vec(), row.get(1)?));
        }
    }
    Ok(found)
}

/// Takes a partition's values out.
pub(crate) fn remove(connection: &Connection, keys: &Keys, partition_id: i64, values: &[String]) -> Result<()> {
    let noted = connection
        .prepare_cached("DELETE FROM catalog_partition_recent WHERE table_id = ?1 AND partition_id = ?2")?
        .execute([keys.table_id, partition_id])?;
    if noted > 0 {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "DELETE FROM catalog_partition_value WHERE table_id = ?1 AND entry = ?2 AND partition_id = ?3",
    )?;
    for entry in entries(&keys.kinds, values) {
        statement.execute(params![keys.table_id, entry, partition_id])?;
    }
    Ok(())
}

fn entries(kinds: &[Kind], values: &[String]) -> impl Iterator<Item = Vec<u8>> {
    kinds.iter().enumerate().skip(1).map(|(at, kind)| {
        let mut entry = place(at);
        if let Some(value) = values.get(at) {
            key::push_value(&mut entry, *kind, value);
        }
        entry
    })
}

fn place(at: usize) -> Vec<u8> {
    u16::try_from(at).unwrap_or(u16::MAX).to_be_bytes().to_vec()
}

/// Where the values lie that an expression may let through, for each key of which it says something.
pub(crate) fn ranges(filter: &Filter, kinds: &[Kind]) -> Vec<Vec<Range<Vec<u8>>>> {
    let of_key = |(at, kind): (usize, &Kind)| {
        let ranges = filter.key_ranges(&[Key { at, kind: *kind }])?;
        let placed = |bytes: Vec<u8>| [place(at), bytes].concat();
        Some(ranges.into_iter().map(|range| placed(range.start)..placed(range.end)).collect())
    };
    kinds.iter().enumerate().skip(1).filter_map(of_key).collect()
}

/// The keys and ids of the partitions whose values lie in all of these, each what [`ranges`] says of another key,
/// from `start` on.
pub(crate) fn in_all(
    connection: &Connection,
    table_id: i64,
    conditions: &[Vec<Range<Vec<u8>>>],
    start: &[u8],
) -> Result<Vec<(Vec<u8>, i64)>> {
    let mut ids: Option<Vec<i64>> = None;
    for ranges in conditions {
        let found = ids_in(connection, table_id, ranges)?;
        ids = Some(match ids {
            None => found,
            Some(before) => before.into_iter().filter(|id| found.binary_search(id).is_ok()).collect(),
        });
    }
    let mut statement = connection.prepare_cached("SELECT partition_key FROM catalog_partition WHERE id = ?1")?;
    let mut found = Vec::new();
    for id in ids.unwrap_or_default() {
        let key: Vec<u8> = statement.query_row([id], |row| row.get(0))?;
        if key.as_slice() >= start {
            found.push((key, id));
        }
    }
    Ok(found)
}

fn ids_in(connection: &Connection, table_id: i64, ranges: &[Range<Vec<u8>>]) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT partition_id FROM catalog_partition_value WHERE table_id = ?1 AND entry >= ?2 AND entry < ?3",
    )?;
    let mut ids = Vec::new();
    for range in ranges {
        let mut rows = statement.query(params![table_id, range.start, range.end])?;
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

#[cfg(test)]
mod tests;
