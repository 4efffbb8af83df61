//! Statistics are kept beside what they are about and go with it.

use boathouse_state::Migrations;
use rusqlite::{Connection, OptionalExtension, params};

use super::model::ColumnStatistics;
use crate::partitions::rows::{self, Keys};
use crate::scope::Named;
use crate::{Catalog, Column, Error, Result, names, tables};

pub(crate) const MIGRATIONS: Migrations =
    Migrations { component: "catalog_statistics", steps: &[include_str!("../schema/statistics.sql")] };

/// What of a table statistics are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatisticsOwner {
    /// All of it.
    Table,
    /// The partition with these values.
    Partition(Vec<String>),
}

/// Statistics that were not kept, while others of the batch were.
#[derive(Debug)]
pub struct StatisticsFailure {
    /// They, as they were given.
    pub statistics: ColumnStatistics,
    /// Why not.
    pub error: Error,
}

/// A column whose statistics were asked for in vain.
#[derive(Debug)]
pub struct ColumnFailure {
    /// Name of the column.
    pub column: String,
    /// Why.
    pub error: Error,
}

/// What a lookup of several columns found.
#[derive(Debug, Default)]
pub struct FoundStatistics {
    /// Those that are there, in the order asked.
    pub found: Vec<ColumnStatistics>,
    /// The other columns.
    pub failures: Vec<ColumnFailure>,
}

impl Catalog {
    /// Keeps statistics in one transaction, in place of older ones of the same columns. Those of columns that
    /// the table does not have are returned.
    ///
    /// # Errors
    /// Unknown database, table or partition; then nothing was kept.
    pub async fn update_statistics(
        &self,
        database: &str,
        table: &str,
        owner: StatisticsOwner,
        statistics: Vec<ColumnStatistics>,
    ) -> Result<Vec<StatisticsFailure>> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state
            .write(move |connection| {
                let place = Place::of(connection, &database, &table, &owner)?;
                let mut failures = Vec::new();
                for statistics in statistics {
                    if place.has(&statistics.column) {
                        place.put(connection, &statistics)?;
                    } else {
                        let error = Error::ColumnNotFound(statistics.column.clone());
                        failures.push(StatisticsFailure { statistics, error });
                    }
                }
                Ok(failures)
            })
            .await
    }

    /// The statistics of some columns.
    ///
    /// # Errors
    /// Unknown database, table or partition.
    pub async fn statistics(
        &self,
        database: &str,
        table: &str,
        owner: StatisticsOwner,
        columns: Vec<String>,
    ) -> Result<FoundStatistics> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state
            .read(move |connection| {
                let place = Place::of(connection, &database, &table, &owner)?;
                let mut outcome = FoundStatistics::default();
                for column in columns {
                    match place.get(connection, &column)? {
                        Ok(statistics) => outcome.found.push(statistics),
                        Err(error) => outcome.failures.push(ColumnFailure { column, error }),
                    }
                }
                Ok(outcome)
            })
            .await
    }

    /// Forgets the statistics of one column.
    ///
    /// # Errors
    /// Unknown database, table or partition, [`Error::ColumnNotFound`], [`Error::StatisticsNotFound`].
    pub async fn delete_statistics(
        &self,
        database: &str,
        table: &str,
        owner: StatisticsOwner,
        column: &str,
    ) -> Result<()> {
        let (database, table, column) = (self.named(database), names::fold(table), column.to_owned());
        self.state
            .write(move |connection| {
                let place = Place::of(connection, &database, &table, &owner)?;
                place.get(connection, &column)??;
                let rows = place.rows;
                connection
                    .prepare_cached(&format!("DELETE FROM {rows} WHERE owner = ?1 AND column_name = ?2"))?
                    .execute(params![place.owner, column])?;
                Ok(())
            })
            .await
    }
}

/// Where the statistics of a table or a partition are, and which columns it has now.
struct Place {
    rows: &'static str,
    owner: i64,
    columns: Vec<Column>,
}

impl Place {
    fn of(connection: &Connection, database: &Named, table: &str, owner: &StatisticsOwner) -> Result<Self> {
        let stored = tables::get(connection, database, table)?;
        let mut columns = stored.table.storage_descriptor.map(|descriptor| descriptor.columns).unwrap_or_default();
        let keys = Keys::of(connection, database, table)?;
        let (rows, owner) = match owner {
            StatisticsOwner::Table => ("catalog_table_statistics", stored.id),
            StatisticsOwner::Partition(values) => {
                keys.check_count(values)?;
                let not_found = || Error::PartitionNotFound(values.clone());
                let partition = rows::get(connection, &keys, values)?.ok_or_else(not_found)?;
                // A partition may have columns of its own; one that has none has the table's.
                let own = partition.storage_descriptor.map(|descriptor| descriptor.columns).unwrap_or_default();
                if !own.is_empty() {
                    columns = own;
                }
                let id = rows::row_id(connection, &keys, values)?.ok_or_else(not_found)?;
                ("catalog_partition_statistics", id)
            }
        };
        columns.extend(keys.columns);
        Ok(Self { rows, owner, columns })
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }

    fn put(&self, connection: &Connection, statistics: &ColumnStatistics) -> Result<()> {
        connection
            .prepare_cached(&format!("INSERT OR REPLACE INTO {} VALUES (?1, ?2, ?3)", self.rows))?
            .execute(params![self.owner, statistics.column, serde_json::to_string(statistics)?])?;
        Ok(())
    }

    /// The outer result is about the state, the inner one about the column. A row outlives its column, as
    /// who takes a column away and puts it back has not analyzed it anew; it is not shown in between.
    fn get(&self, connection: &Connection, column: &str) -> Result<Result<ColumnStatistics>> {
        if !self.has(column) {
            return Ok(Err(Error::ColumnNotFound(column.to_owned())));
        }
        let found: Option<String> = connection
            .prepare_cached(&format!("SELECT document FROM {} WHERE owner = ?1 AND column_name = ?2", self.rows))?
            .query_row(params![self.owner, column], |row| row.get(0))
            .optional()?;
        match found {
            Some(document) => Ok(Ok(serde_json::from_str(&document)?)),
            None => Ok(Err(Error::StatisticsNotFound(column.to_owned()))),
        }
    }
}
