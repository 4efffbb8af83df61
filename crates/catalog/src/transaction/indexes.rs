//! Partition indexes within a transaction.

use super::Transaction;
use crate::partitions::index;
use crate::partitions::rows::Keys;
use crate::{PartitionIndex, PartitionIndexInput, Result, names};

impl Transaction<'_> {
    /// As [`Catalog::partition_indexes`](crate::Catalog::partition_indexes).
    ///
    /// # Errors
    /// Unknown database or table.
    pub fn partition_indexes(&self, database: &str, table: &str) -> Result<Vec<PartitionIndex>> {
        let keys = Keys::of(self.connection, &self.named(database), &names::fold(table))?;
        Ok(keys.indexes.into_iter().map(|index| index.shown).collect())
    }

    /// As [`Catalog::create_partition_index`](crate::Catalog::create_partition_index): the index is `CREATING` when
    /// the transaction ends, and is filled from then on. Another one that is on its way does not matter here.
    ///
    /// # Errors
    /// As there, but for [`Error::PartitionIndexBusy`](crate::Error::PartitionIndexBusy).
    pub fn create_partition_index(&self, database: &str, table: &str, index: PartitionIndexInput) -> Result<()> {
        let id = self.whole(|connection| {
            let keys = Keys::of(connection, &self.named(database), &names::fold(table))?;
            index::begin(connection, &keys, index)
        })?;
        self.begun.borrow_mut().push(id);
        Ok(())
    }

    /// Deletes a partition index at once and whole, also one that is being made or taken apart. Unlike
    /// [`Catalog::delete_partition_index`](crate::Catalog::delete_partition_index), another one of its name can follow
    /// in the same transaction.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionIndexNotFound`](crate::Error::PartitionIndexNotFound).
    pub fn delete_partition_index(&self, database: &str, table: &str, name: &str) -> Result<()> {
        self.whole(|connection| {
            let keys = Keys::of(connection, &self.named(database), &names::fold(table))?;
            index::delete_at_once(connection, &keys, name)
        })
    }
}
