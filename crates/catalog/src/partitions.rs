//! Partitions: making, finding, replacing and dropping them, one or many at a time.

pub(crate) mod index;
pub(crate) mod key;
pub(crate) mod listing;
pub(crate) mod order;
pub(crate) mod rows;
pub(crate) mod scan;
pub(crate) mod values;

use rusqlite::Connection;

use self::rows::Keys;
use crate::{Catalog, Error, Partition, PartitionInput, PartitionUpdate, Result, names};

/// An item of a batch that was not done, while the others were.
#[derive(Debug)]
pub struct PartitionFailure {
    /// The partition's values as they were given.
    pub values: Vec<String>,
    /// Why not.
    pub error: Error,
}

/// What a lookup of many partitions found.
#[derive(Debug, Default)]
pub struct FoundPartitions {
    /// Those that are there, in the order asked.
    pub found: Vec<Partition>,
    /// The values of those that are not.
    pub missing: Vec<Vec<String>>,
}

impl Catalog {
    /// Makes a partition.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionExists`], [`Error::PartitionKeyCount`], an empty value.
    pub async fn create_partition(&self, database: &str, table: &str, input: PartitionInput) -> Result<Partition> {
        let now_ms = self.state.clock().now_ms();
        self.write_partitions(database, table, move |connection, keys| {
            let made = rows::Inserter::new(connection, keys).insert(input, now_ms)?;
            rows::touch(connection, keys.table_id)?;
            Ok(made)
        })
        .await
    }

    /// Makes many partitions in one transaction; those that cannot be made are returned and the others made.
    ///
    /// # Errors
    /// Unknown database or table; then nothing was made.
    pub async fn create_partitions(
        &self,
        database: &str,
        table: &str,
        inputs: Vec<PartitionInput>,
    ) -> Result<Vec<PartitionFailure>> {
        let now_ms = self.state.clock().now_ms();
        self.write_partitions(database, table, move |connection, keys| {
            let mut inserter = rows::Inserter::new(connection, keys);
            each(connection, keys, inputs, |input| (input.values.clone(), inserter.insert(input, now_ms).map(drop)))
        })
        .await
    }

    /// One partition.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`], [`Error::PartitionKeyCount`].
    pub async fn partition(&self, database: &str, table: &str, values: &[String]) -> Result<Partition> {
        let values = values.to_vec();
        self.read_partitions(database, table, move |connection, keys| {
            keys.check_count(&values)?;
            rows::get(connection, keys, &values)?.ok_or(Error::PartitionNotFound(values))
        })
        .await
    }

    /// Many partitions by their values.
    ///
    /// # Errors
    /// Unknown database or table.
    pub async fn partitions_by_values(
        &self,
        database: &str,
        table: &str,
        wanted: Vec<Vec<String>>,
    ) -> Result<FoundPartitions> {
        self.read_partitions(database, table, move |connection, keys| {
            let mut outcome = FoundPartitions::default();
            for values in wanted {
                match rows::get(connection, keys, &values)? {
                    Some(partition) => outcome.found.push(partition),
                    None => outcome.missing.push(values),
                }
            }
            Ok(outcome)
        })
        .await
    }

    /// Replaces everything of a partition. Other values in `input` move it; none keep them.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`], [`Error::PartitionExists`] at the new values.
    pub async fn update_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        input: PartitionInput,
    ) -> Result<()> {
        let values = values.to_vec();
        self.write_partitions(database, table, move |connection, keys| {
            rows::Inserter::new(connection, keys).replace(PartitionUpdate { values, input })?;
            rows::touch(connection, keys.table_id)
        })
        .await
    }

    /// Replaces many partitions in one transaction; those that cannot be are returned.
    ///
    /// # Errors
    /// Unknown database or table; then nothing was replaced.
    pub async fn update_partitions(
        &self,
        database: &str,
        table: &str,
        updates: Vec<PartitionUpdate>,
    ) -> Result<Vec<PartitionFailure>> {
        self.write_partitions(database, table, move |connection, keys| {
            let mut inserter = rows::Inserter::new(connection, keys);
            each(connection, keys, updates, |update| (update.values.clone(), inserter.replace(update)))
        })
        .await
    }

    /// Drops a partition.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`], [`Error::PartitionKeyCount`].
    pub async fn delete_partition(&self, database: &str, table: &str, values: &[String]) -> Result<()> {
        let values = values.to_vec();
        self.write_partitions(database, table, move |connection, keys| {
            keys.check_count(&values)?;
            rows::delete(connection, keys, &values)?;
            rows::touch(connection, keys.table_id)
        })
        .await
    }

    /// Drops many partitions in one transaction; those that are not there are returned.
    ///
    /// # Errors
    /// Unknown database or table; then nothing was dropped.
    pub async fn delete_partitions(
        &self,
        database: &str,
        table: &str,
        doomed: Vec<Vec<String>>,
    ) -> Result<Vec<PartitionFailure>> {
        self.write_partitions(database, table, move |connection, keys| {
            each(connection, keys, doomed, |values| {
                let outcome = rows::delete(connection, keys, &values);
                (values, outcome)
            })
        })
        .await
    }

    /// How many partitions a table has.
    ///
    /// # Errors
    /// Unknown database or table.
    pub async fn partition_count(&self, database: &str, table: &str) -> Result<u64> {
        self.read_partitions(database, table, |connection, keys| {
            let count: i64 = connection
                .prepare_cached("SELECT count(*) FROM catalog_partition WHERE table_id = ?1")?
                .query_row([keys.table_id], |row| row.get(0))?;
            Ok(count.cast_unsigned())
        })
        .await
    }

    async fn write_partitions<T: Send + 'static>(
        &self,
        database: &str,
        table: &str,
        work: impl FnOnce(&Connection, &Keys) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.write(move |connection| work(connection, &Keys::of(connection, &database, &table)?)).await
    }

    async fn read_partitions<T: Send + 'static>(
        &self,
        database: &str,
        table: &str,
        work: impl FnOnce(&Connection, &Keys) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.read(move |connection| work(connection, &Keys::of(connection, &database, &table)?)).await
    }
}

/// Does `work` for each item; collects what is wrong with items and stops at what is wrong with the state.
fn each<I>(
    connection: &Connection,
    keys: &Keys,
    items: Vec<I>,
    mut work: impl FnMut(I) -> (Vec<String>, Result<()>),
) -> Result<Vec<PartitionFailure>> {
    let mut failures = Vec::new();
    for item in items {
        match work(item) {
            (_, Ok(())) => {}
            (_, Err(error @ Error::State(_))) => return Err(error),
            (values, Err(error)) => failures.push(PartitionFailure { values, error }),
        }
    }
    rows::touch(connection, keys.table_id)?;
    Ok(failures)
}
