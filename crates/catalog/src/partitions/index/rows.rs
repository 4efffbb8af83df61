//! How an index is kept, and how partitions get into it and out of it.

use rusqlite::{Connection, Row, params};

use super::check;
use crate::expression::{Key, Kind};
use crate::model::{
    BackfillErrorCode, Column, Parameters, PartitionIndex, PartitionIndexInput, PartitionIndexStatus as Status,
};
use crate::partitions::rows::Keys;
use crate::{Error, Result, partitions::key};

/// Glue's own limit; indexes that failed do not count.
const INDEXES_MAX: usize = 3;
/// More failures than these are forgotten, the oldest first.
const FAILURES_MAX: usize = 10;
/// No value of an indexed key has these characters.
const FORBIDDEN: [char; 3] = ['\0', '\u{1}', '\u{2}'];

/// An index of a table.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub id: i64,
    pub shown: PartitionIndex,
    /// Where its keys are among the partition's, and how they sort.
    pub order: Vec<Key>,
}

impl Index {
    /// Whether partitions must be in it.
    pub fn is_kept(&self) -> bool {
        matches!(self.shown.status, Status::Creating | Status::Active)
    }

    fn is_on_its_way(&self) -> bool {
        matches!(self.shown.status, Status::Creating | Status::Deleting)
    }

    /// What a partition with these values is found by; `Err` when it cannot be in the index, with a text for
    /// whoever brings it.
    pub fn entry(&self, values: &[String]) -> Result<Vec<u8>, (BackfillErrorCode, String)> {
        let name = &self.shown.name;
        let mut entry = Vec::new();
        for (key, column) in self.order.iter().zip(&self.shown.keys) {
            let Some(value) = values.get(key.at) else {
                let text = format!("the partition has no value for '{}', a key of the index '{name}'", column.name);
                return Err((BackfillErrorCode::MissingPartitionValue, text));
            };
            if value.contains(FORBIDDEN) {
                let text = format!(
                    "a value of '{}', a key of the partition index '{name}', has one of the characters U+0000 to U+0002",
                    column.name
                );
                return Err((BackfillErrorCode::UnsupportedPartitionCharacter, text));
            }
            if !is_of_type(column.data_type.as_deref(), value) {
                let text = format!(
                    "the value '{value}' is no {}, which '{}' is, a key of the partition index '{name}'",
                    column.data_type.as_deref().unwrap_or("null"),
                    column.name
                );
                return Err((BackfillErrorCode::InvalidPartitionTypeData, text));
            }
            key::push_value(&mut entry, key.kind, value);
        }
        Ok(entry)
    }
}

fn is_of_type(data_type: Option<&str>, value: &str) -> bool {
    let value = value.trim();
    match data_type.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "tinyint" => value.parse::<i8>().is_ok(),
        "smallint" => value.parse::<i16>().is_ok(),
        "int" | "integer" => value.parse::<i32>().is_ok(),
        "bigint" | "long" => value.parse::<i64>().is_ok(),
        _ => true,
    }
}

/// The table's columns that a definition names.
pub(super) fn columns_of(input: &PartitionIndexInput, keys: &Keys) -> Vec<Column> {
    let named = |name: &String| keys.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
    let bare = |column: &Column| Column { comment: None, parameters: Parameters::new(), ..column.clone() };
    input.keys.iter().filter_map(named).map(bare).collect()
}

/// The indexes of a table, oldest first.
pub(crate) fn load(connection: &Connection, table_id: i64, columns: &[Column]) -> Result<Vec<Index>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, keys, status, errors FROM catalog_partition_index WHERE table_id = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([table_id])?;
    let mut indexes = Vec::new();
    while let Some(row) = rows.next()? {
        indexes.push(index_from(row, columns)?);
    }
    Ok(indexes)
}

fn index_from(row: &Row<'_>, columns: &[Column]) -> Result<Index> {
    let (keys, errors): (String, String) = (row.get(2)?, row.get(4)?);
    let keys: Vec<Column> = serde_json::from_str(&keys)?;
    let position = |key: &Column| {
        let at = columns.iter().position(|column| column.name == key.name)?;
        Some(Key { at, kind: Kind::to_sort(key.data_type.as_deref()) })
    };
    Ok(Index {
        id: row.get(0)?,
        order: keys.iter().filter_map(position).collect(),
        shown: PartitionIndex {
            name: row.get(1)?,
            keys,
            status: Status::of_name(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?),
            errors: serde_json::from_str(&errors)?,
        },
    })
}

/// Keeps a new index; its id.
pub(super) fn insert(connection: &Connection, keys: &Keys, input: PartitionIndexInput, status: Status) -> Result<i64> {
    check(&input, keys)?;
    let live = || keys.indexes.iter().filter(|index| index.is_kept());
    if live().count() >= INDEXES_MAX {
        return Err(Error::PartitionIndexLimit(INDEXES_MAX));
    }
    if live().any(|index| index.shown.name == input.name) {
        return Err(Error::PartitionIndexNameTaken(input.name));
    }
    let columns = columns_of(&input, keys);
    let names = |columns: &[Column]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    if let Some(same) = live().find(|index| names(&index.shown.keys) == names(&columns)) {
        return Err(Error::PartitionIndexKeysTaken(same.shown.name.clone()));
    }
    connection
        .prepare_cached("INSERT INTO catalog_partition_index (table_id, name, keys, status) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![keys.table_id, input.name, serde_json::to_string(&columns)?, status.name()])?;
    Ok(connection.last_insert_rowid())
}

pub(super) fn no_other_on_its_way(keys: &Keys) -> Result<()> {
    match keys.indexes.iter().find(|index| index.is_on_its_way()) {
        Some(other) => {
            Err(Error::PartitionIndexBusy { index: other.shown.name.clone(), status: other.shown.status.name() })
        }
        None => Ok(()),
    }
}

/// Marks the index, and failed ones of its name, as being deleted; their ids.
pub(super) fn begin_to_delete(connection: &Connection, keys: &Keys, name: &str) -> Result<Vec<i64>> {
    let doomed: Vec<&Index> =
        keys.indexes.iter().filter(|index| index.shown.name == name && !index.is_on_its_way()).collect();
    if doomed.is_empty() {
        return Err(Error::PartitionIndexNotFound(name.to_owned()));
    }
    no_other_on_its_way(keys)?;
    for index in &doomed {
        set_status(connection, index.id, Status::Deleting)?;
    }
    Ok(doomed.into_iter().map(|index| index.id).collect())
}

/// Deletes the indexes of a name with their entries, whatever is being done with them.
pub(super) fn delete(connection: &Connection, keys: &Keys, name: &str) -> Result<()> {
    let mut doomed = keys.indexes.iter().filter(|index| index.shown.name == name).peekable();
    if doomed.peek().is_none() {
        return Err(Error::PartitionIndexNotFound(name.to_owned()));
    }
    for index in doomed {
        connection
            .prepare_cached("DELETE FROM catalog_partition_index_entry WHERE index_id = ?1")?
            .execute([index.id])?;
        connection.prepare_cached("DELETE FROM catalog_partition_index WHERE id = ?1")?.execute([index.id])?;
    }
    Ok(())
}

pub(super) fn set_status(connection: &Connection, id: i64, status: Status) -> Result<()> {
    connection
        .prepare_cached("UPDATE catalog_partition_index SET status = ?2 WHERE id = ?1")?
        .execute(params![id, status.name()])?;
    Ok(())
}

/// Forgets all but the last failures of a table.
pub(super) fn forget_old_failures(connection: &Connection, table_id: i64) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM catalog_partition_index WHERE id IN (
                SELECT id FROM catalog_partition_index WHERE table_id = ?1 AND status = 'FAILED'
                ORDER BY id DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![table_id, i64::try_from(FAILURES_MAX).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// What a partition is found by in each index it must be in.
pub(crate) fn entries(keys: &Keys, values: &[String]) -> Result<Vec<(i64, Vec<u8>)>> {
    let kept = keys.indexes.iter().filter(|index| index.is_kept());
    kept.map(|index| match index.entry(values) {
        Ok(entry) => Ok((index.id, entry)),
        Err((_, text)) => Err(Error::InvalidInput(text)),
    })
    .collect()
}

/// Puts a partition in its indexes.
pub(crate) fn add(connection: &Connection, partition_id: i64, entries: &[(i64, Vec<u8>)]) -> Result<()> {
    for (index_id, entry) in entries {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO catalog_partition_index_entry (index_id, entry, partition_id) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![index_id, entry, partition_id])?;
    }
    Ok(())
}

/// Takes a partition out of the table's indexes. It may be in none: one that is being made has not come to it.
pub(crate) fn remove(connection: &Connection, keys: &Keys, partition_id: i64, values: &[String]) -> Result<()> {
    for index in keys.indexes.iter().filter(|index| index.is_kept()) {
        let Ok(entry) = index.entry(values) else { continue };
        connection
            .prepare_cached(
                "DELETE FROM catalog_partition_index_entry WHERE index_id = ?1 AND entry = ?2 AND partition_id = ?3",
            )?
            .execute(params![index.id, entry, partition_id])?;
    }
    Ok(())
}

/// Refuses to change what the keys of an index are.
pub(crate) fn check_frozen(indexes: &[Index], before: &[Column], after: &[Column]) -> Result<()> {
    for index in indexes.iter().filter(|index| index.is_kept()) {
        for (key, column) in index.order.iter().zip(&index.shown.keys) {
            let is_same = |other: &Column| other.name == column.name && other.data_type == before[key.at].data_type;
            if !after.get(key.at).is_some_and(is_same) {
                return Err(Error::InvalidInput(format!(
                    "the partition key '{}' is in the partition index '{}': its name, type and place cannot change",
                    column.name, index.shown.name
                )));
            }
        }
    }
    Ok(())
}
