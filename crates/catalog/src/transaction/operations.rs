//! What a transaction can do: the catalog's own operations.

use super::Transaction;
use crate::Page;
use crate::partitions::rows::{self as rows, Keys};
use crate::{
    Change, Database, DatabaseInput, Error, FunctionInput, Partition, PartitionIndexInput, PartitionInput,
    PartitionUpdate, PartitionsRequest, Result, Table, TableInput, UpdateTable, databases, functions, links, names,
    partitions::index, partitions::listing, tables,
};

impl Transaction<'_> {
    /// As [`Catalog::create_database`](crate::Catalog::create_database).
    ///
    /// # Errors
    /// [`Error::DatabaseExists`], and a name that cannot be one.
    pub fn create_database(&self, input: DatabaseInput) -> Result<Database> {
        databases::create(self.connection, &self.scope, input, self.now_ms)
    }

    /// As [`Catalog::database`](crate::Catalog::database).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`].
    pub fn database(&self, name: &str) -> Result<Database> {
        databases::get(self.connection, &self.named(name))
    }

    /// As [`Catalog::update_database`](crate::Catalog::update_database).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], and [`Error::InvalidInput`] for another name.
    pub fn update_database(&self, name: &str, input: DatabaseInput) -> Result<Database> {
        databases::update(self.connection, &self.named(name), input)
    }

    /// As [`Catalog::delete_database`](crate::Catalog::delete_database).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`].
    pub fn delete_database(&self, name: &str) -> Result<()> {
        databases::delete(self.connection, &self.named(name))
    }

    /// As [`Catalog::create_table`](crate::Catalog::create_table).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableExists`], and a name that cannot be one.
    pub fn create_table(&self, database: &str, input: TableInput, created_by: Option<&str>) -> Result<Table> {
        let (database, created_by) = (self.named(database), created_by.map(str::to_owned));
        self.whole(|connection| tables::create(connection, &database, input, created_by, self.now_ms))
    }

    /// As [`Catalog::create_indexed_table`](crate::Catalog::create_indexed_table).
    ///
    /// # Errors
    /// As there.
    pub fn create_indexed_table(
        &self,
        database: &str,
        input: TableInput,
        created_by: Option<&str>,
        indexes: Vec<PartitionIndexInput>,
    ) -> Result<Table> {
        let (database, created_by) = (self.named(database), created_by.map(str::to_owned));
        self.whole(|connection| {
            index::create_indexed_table(connection, &database, input, created_by, indexes, self.now_ms)
        })
    }

    /// As [`Catalog::table`](crate::Catalog::table).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`].
    pub fn table(&self, database: &str, name: &str) -> Result<Table> {
        links::shown_table(self.connection, &self.named(database), &names::fold(name))
    }

    /// As [`Catalog::update_table`](crate::Catalog::update_table).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`], [`Error::VersionMismatch`].
    pub fn update_table(&self, database: &str, input: TableInput, how: UpdateTable) -> Result<Table> {
        self.whole(|connection| tables::update(connection, &self.named(database), input, how, self.now_ms))
    }

    /// As [`Catalog::delete_table`](crate::Catalog::delete_table).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`].
    pub fn delete_table(&self, database: &str, name: &str) -> Result<()> {
        tables::delete(self.connection, &self.named(database), &names::fold(name))
    }

    /// Makes partitions, all of them or none: unlike [`Catalog::create_partitions`](crate::Catalog::create_partitions),
    /// which makes those it can.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionExists`], [`Error::PartitionKeyCount`], an empty value.
    pub fn create_partitions(&self, database: &str, table: &str, inputs: Vec<PartitionInput>) -> Result<()> {
        self.change_partitions(database, table, inputs, |inserter, input| inserter.insert(input, self.now_ms).map(drop))
    }

    /// Replaces partitions, all of them or none.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`], [`Error::PartitionExists`] at new values.
    pub fn update_partitions(&self, database: &str, table: &str, updates: Vec<PartitionUpdate>) -> Result<()> {
        self.change_partitions(database, table, updates, |inserter, update| inserter.replace(update))
    }

    /// Drops partitions, all of them or none.
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`].
    pub fn delete_partitions(&self, database: &str, table: &str, doomed: Vec<Vec<String>>) -> Result<()> {
        let table = names::fold(table);
        self.whole(|connection| {
            let keys = Keys::of(connection, &self.named(database), &table)?;
            doomed.iter().try_for_each(|values| rows::delete(connection, &keys, values))?;
            rows::touch(connection, keys.table_id)
        })
    }

    /// As [`Catalog::partition`](crate::Catalog::partition).
    ///
    /// # Errors
    /// Unknown database or table, [`Error::PartitionNotFound`], [`Error::PartitionKeyCount`].
    pub fn partition(&self, database: &str, table: &str, values: &[String]) -> Result<Partition> {
        let keys = Keys::of(self.connection, &self.named(database), &names::fold(table))?;
        keys.check_count(values)?;
        rows::get(self.connection, &keys, values)?.ok_or_else(|| Error::PartitionNotFound(values.to_vec()))
    }

    /// As [`Catalog::partitions`](crate::Catalog::partitions).
    ///
    /// # Errors
    /// As there.
    pub fn partitions(&self, database: &str, table: &str, request: &PartitionsRequest) -> Result<Page<Partition>> {
        listing::list(self.connection, &self.named(database), &names::fold(table), request)
    }

    /// As [`Catalog::create_function`](crate::Catalog::create_function).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::Exists`], and a name that cannot be one.
    pub fn create_function(&self, database: &str, input: FunctionInput) -> Result<()> {
        functions::create(self.connection, &self.named(database), &input, self.now_ms)
    }

    /// As [`Catalog::delete_function`](crate::Catalog::delete_function).
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::NotFound`].
    pub fn delete_function(&self, database: &str, name: &str) -> Result<()> {
        functions::delete(self.connection, &self.named(database), name)
    }

    /// Does a change that is there as data.
    ///
    /// # Errors
    /// Those of the operation it says.
    pub fn apply(&self, change: Change) -> Result<()> {
        match change {
            Change::CreateTable { database, input, created_by } => {
                self.create_table(&database, input, created_by.as_deref()).map(drop)
            }
            Change::UpdateTable { database, input, how } => self.update_table(&database, input, how).map(drop),
            Change::DeleteTable { database, table } => self.delete_table(&database, &table),
            Change::CreatePartitions { database, table, inputs } => self.create_partitions(&database, &table, inputs),
            Change::UpdatePartitions { database, table, updates } => self.update_partitions(&database, &table, updates),
            Change::DeletePartitions { database, table, values } => self.delete_partitions(&database, &table, values),
        }
    }

    fn change_partitions<I>(
        &self,
        database: &str,
        table: &str,
        items: Vec<I>,
        mut change: impl FnMut(&mut rows::Inserter<'_>, I) -> Result<()>,
    ) -> Result<()> {
        self.whole(|connection| {
            let keys = Keys::of(connection, &self.named(database), &names::fold(table))?;
            let mut inserter = rows::Inserter::new(connection, &keys);
            items.into_iter().try_for_each(|item| change(&mut inserter, item))?;
            rows::touch(connection, keys.table_id)
        })
    }
}
