//! Partition indexes: further orders of a table's partitions, so that expressions on keys that do not come
//! first find what they pick without looking at the rest.
//!
//! An index is made in the background from the partitions that are there, while new ones are put in as they
//! come. It never changes what an expression picks, only how fast.

pub(crate) mod backfill;
pub(crate) mod rows;

use rusqlite::Connection;

use crate::model::{PartitionIndex, PartitionIndexInput, PartitionIndexStatus};
use crate::partitions::rows::Keys;
use crate::scope::Named;
use crate::{Catalog, Error, Result, Table, TableInput, names, tables};

impl Catalog {
    /// [`Catalog::create_table`] with partition indexes, which are active at once: there are no partitions yet.
    ///
    /// # Errors
    /// As [`Catalog::create_table`] and [`Catalog::create_partition_index`]; then nothing was made.
    pub async fn create_indexed_table(
        &self,
        database: &str,
        input: TableInput,
        created_by: Option<&str>,
        indexes: Vec<PartitionIndexInput>,
    ) -> Result<Table> {
        let (database, created_by) = (database.to_owned(), created_by.map(str::to_owned));
        self.transaction(move |transaction| {
            transaction.create_indexed_table(&database, input, created_by.as_deref(), indexes)
        })
        .await
    }

    /// Begins to make an index, which is `CREATING` until all partitions are in it. One index of a table can be
    /// made or taken apart at a time.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionIndexKeys`], [`Error::PartitionIndexBusy`],
    /// [`Error::PartitionIndexLimit`], [`Error::PartitionIndexNameTaken`], [`Error::PartitionIndexKeysTaken`], and
    /// [`Error::InvalidInput`] for keys of a type that no index can have.
    pub async fn create_partition_index(&self, database: &str, table: &str, index: PartitionIndexInput) -> Result<()> {
        let (database, table) = (self.named(database), names::fold(table));
        let id = self
            .state
            .write(move |connection| {
                let keys = Keys::of(connection, &database, &table)?;
                rows::no_other_on_its_way(&keys)?;
                begin(connection, &keys, index)
            })
            .await?;
        backfill::spawn(self.state.clone(), vec![id]);
        Ok(())
    }

    /// Begins to take an index apart; it is not used any more.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionIndexNotFound`] also while it is being made or taken apart,
    /// [`Error::PartitionIndexBusy`] with another one.
    pub async fn delete_partition_index(&self, database: &str, table: &str, name: &str) -> Result<()> {
        let (database, table, name) = (self.named(database), names::fold(table), name.to_owned());
        let doomed = self
            .state
            .write(move |connection| {
                let keys = Keys::of(connection, &database, &table)?;
                rows::begin_to_delete(connection, &keys, &name)
            })
            .await?;
        backfill::spawn(self.state.clone(), doomed);
        Ok(())
    }

    /// The indexes of a table in the order they were made, with those that failed (the last ten).
    ///
    /// # Errors
    /// Unknown database or table.
    pub async fn partition_indexes(&self, database: &str, table: &str) -> Result<Vec<PartitionIndex>> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state
            .read(move |connection| {
                let keys = Keys::of(connection, &database, &table)?;
                Ok(keys.indexes.into_iter().map(|index| index.shown).collect())
            })
            .await
    }
}

/// Keeps a new index that is to be filled; its id.
pub(crate) fn begin(connection: &Connection, keys: &Keys, index: PartitionIndexInput) -> Result<i64> {
    rows::insert(connection, keys, index, PartitionIndexStatus::Creating)
}

/// Deletes the indexes of a name at once, with all that is in them.
pub(crate) fn delete_at_once(connection: &Connection, keys: &Keys, name: &str) -> Result<()> {
    rows::delete(connection, keys, name)
}

pub(crate) fn create_indexed_table(
    connection: &Connection,
    database: &Named,
    input: TableInput,
    created_by: Option<String>,
    indexes: Vec<PartitionIndexInput>,
    now_ms: i64,
) -> Result<Table> {
    let made = tables::create(connection, database, input, created_by, now_ms)?;
    for index in indexes {
        let keys = Keys::with(connection, made.generation.table_id, made.partition_keys.clone())?;
        insert_active(connection, &keys, index)?;
    }
    Ok(made)
}

/// Keeps a new index of a table that has no partitions: all of them are in it.
pub(crate) fn insert_active(connection: &Connection, keys: &Keys, index: PartitionIndexInput) -> Result<()> {
    rows::insert(connection, keys, index, PartitionIndexStatus::Active).map(drop)
}

/// The types an index can sort by.
fn can_be_indexed(data_type: Option<&str>) -> bool {
    let name = data_type.unwrap_or_default().trim().to_ascii_lowercase();
    matches!(name.as_str(), "string" | "int" | "integer" | "bigint" | "long" | "tinyint" | "smallint")
}

/// What is wrong with a definition of an index, whatever other indexes there are.
fn check(input: &PartitionIndexInput, keys: &Keys) -> Result<()> {
    names::check("partition index", &input.name)?;
    let unknown = |name: &&String| !keys.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
    let unknown: Vec<String> = input.keys.iter().filter(unknown).cloned().collect();
    if !unknown.is_empty() || input.keys.is_empty() {
        return Err(Error::PartitionIndexKeys(unknown));
    }
    for (at, name) in input.keys.iter().enumerate() {
        if input.keys[..at].iter().any(|before| before.eq_ignore_ascii_case(name)) {
            return Err(Error::InvalidInput(format!(
                "the partition index '{}' has the key '{name}' twice",
                input.name
            )));
        }
    }
    for column in rows::columns_of(input, keys) {
        if !can_be_indexed(column.data_type.as_deref()) {
            return Err(Error::InvalidInput(format!(
                "the partition key '{}' has the type {}: partition indexes have keys of the types string, int, \
                 bigint, long, tinyint and smallint",
                column.name,
                column.data_type.as_deref().unwrap_or("null"),
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
