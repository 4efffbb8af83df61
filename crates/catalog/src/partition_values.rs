//! The values of every partition key but the first, each in an order of its own, so that an expression on any key
//! finds what it picks without looking at the rest. The first key's order is the one that partitions are kept in.
//!
//! Unlike a partition index nobody asks for these, and every partition is in them, whatever its values are: what a
//! type cannot read and what is not there have their places before all else.

use std::ops::Range;

use boathouse_state::Migrations;
use rusqlite::{Connection, OptionalExtension, params};

use crate::expression::{Filter, Key, Kind};
use crate::model::Column;
use crate::partition_key::{self, Decoded};
use crate::partition_rows::{Keys, kinds_of};
use crate::{Result, tables};

pub(crate) const MIGRATIONS: Migrations =
    Migrations { component: "catalog_partition_values", steps: &[include_str!("schema/partition_values.sql")] };

/// Remembers how the values of a new table will be encoded.
pub(crate) fn begin(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    remember(connection, table_id, &letters(&kinds_of(columns)))
}

/// Writes the values of a table's partitions as its keys now are, if they were otherwise. The partitions
/// themselves must be encoded so already.
pub(crate) fn change(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<()> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT kinds FROM catalog_partition_value_order WHERE table_id = ?1")?
        .query_row([table_id], |row| row.get(0))
        .optional()?;
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
    let old: Vec<i64> = connection
        .prepare(
            "SELECT id FROM catalog_table t
             WHERE NOT EXISTS (SELECT 1 FROM catalog_partition_value_order o WHERE o.table_id = t.id)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    old.into_iter().try_for_each(|id| change(connection, id, &tables::partition_keys(connection, id)?))
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

fn letters(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.letter()).collect()
}

fn write_anew(connection: &Connection, table_id: i64, kinds: &[Kind]) -> Result<()> {
    connection.prepare_cached("DELETE FROM catalog_partition_value WHERE table_id = ?1")?.execute([table_id])?;
    if kinds.len() < 2 {
        return Ok(());
    }
    let mut read = connection.prepare_cached("SELECT partition_key, id FROM catalog_partition WHERE table_id = ?1")?;
    let mut rows = read.query([table_id])?;
    let mut decoded = Decoded::default();
    while let Some(row) = rows.next()? {
        decoded.read(kinds, row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        write(connection, table_id, kinds, row.get(1)?, decoded.values())?;
    }
    Ok(())
}

/// Puts a partition's values in their orders.
pub(crate) fn add(connection: &Connection, keys: &Keys, partition_id: i64, values: &[String]) -> Result<()> {
    write(connection, keys.table_id, &keys.kinds, partition_id, values)
}

fn write(connection: &Connection, table_id: i64, kinds: &[Kind], partition_id: i64, values: &[String]) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO catalog_partition_value (table_id, entry, partition_id) VALUES (?1, ?2, ?3)",
    )?;
    for entry in entries(kinds, values) {
        statement.execute(params![table_id, entry, partition_id])?;
    }
    Ok(())
}

/// Takes a partition's values out.
pub(crate) fn remove(connection: &Connection, keys: &Keys, partition_id: i64, values: &[String]) -> Result<()> {
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
            partition_key::push_value(&mut entry, *kind, value);
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

#[cfg(test)]
mod tests;
