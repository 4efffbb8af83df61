//! Making what items say, all of it or nothing.

use std::collections::HashSet;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::place::{self, Place};
use super::{ExchangeError, Exchanged, Item, LocatedItem};
use crate::partitions::rows::{self as rows, Inserter};
use crate::{
    Catalog, ColumnStatistics, DatabaseInput, Error, FunctionInput, PartitionIndexInput, PartitionInput,
    PartitionUpdate, Result, TableInput, Transaction, databases, functions, links, names, partitions::index, tables,
};

/// Partitions that are made by one inserter, which remembers what they share.
const PARTITIONS_TOGETHER_MAX: usize = 2_000;

/// What becomes of a thing that is there already. For a table it is decided once, for it and all that hangs on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IfExists {
    /// The import fails.
    #[default]
    Fail,
    /// It stays as it is.
    Skip,
    /// It gives way: a table with its versions, indexes, statistics and partitions. A database keeps its tables.
    Replace,
}

impl Catalog {
    /// Makes what the items say in one transaction. It can be as long as it needs to be: memory does not grow with it.
    /// Other changes wait for it, so the items should come from something that is there, such as a file.
    ///
    /// An item may hang on something that is in the catalog already, except for indexes and older versions of tables,
    /// which come with their table.
    ///
    /// # Errors
    /// [`ExchangeError::Item`] for a thing that cannot be made, and what `items` returns; then nothing was made.
    pub async fn import(&self, mut items: impl ItemSource, if_exists: IfExists) -> Result<Exchanged, ExchangeError> {
        self.transaction(move |transaction| {
            let mut import = Import {
                transaction,
                connection: transaction.connection(),
                asked: if_exists,
                if_exists,
                counted: Exchanged::default(),
                seen: HashSet::new(),
                skipped: HashSet::new(),
                target: None,
                waiting: Vec::new(),
            };
            while let Some(located) = items.next_item(transaction) {
                import.take(located?)?;
            }
            import.make_waiting()?;
            Ok(import.counted)
        })
        .await
    }
}

/// Gives items one after the other. An iterator is one.
pub trait ItemSource: Send + 'static {
    /// The next item, which may depend on what the transaction has come to; none after the last.
    ///
    /// # Errors
    /// Whatever shall end the import.
    fn next_item(&mut self, transaction: &Transaction<'_>) -> Option<Result<LocatedItem, ExchangeError>>;
}

impl<I: Iterator<Item = Result<LocatedItem, ExchangeError>> + Send + 'static> ItemSource for I {
    fn next_item(&mut self, _: &Transaction<'_>) -> Option<Result<LocatedItem, ExchangeError>> {
        self.next()
    }
}

/// Database, and table or none.
type Name = (String, Option<String>);

struct Import<'a> {
    transaction: &'a Transaction<'a>,
    connection: &'a Connection,
    /// What the caller says.
    asked: IfExists,
    /// What counts for the present item.
    if_exists: IfExists,
    counted: Exchanged,
    /// Databases and tables that the items brought.
    seen: HashSet<Name>,
    /// Those of them that are left as they were.
    skipped: HashSet<Name>,
    /// The table that the last item hung on.
    target: Option<Target>,
    waiting: Vec<Waiting>,
}

/// A partition that is made together with others.
struct Waiting {
    line: u64,
    made: i64,
    definition: PartitionInput,
    if_exists: IfExists,
}

/// A table that items hang on.
struct Target {
    name: (String, String),
    place: Place,
    /// Whether this import made it.
    is_new: bool,
    has_partitions: bool,
}

/// Whether something was made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Made,
    Skipped,
}

impl Import<'_> {
    fn take(&mut self, located: LocatedItem) -> Result<(), ExchangeError> {
        let LocatedItem { line, item, if_exists } = located;
        let if_exists = match (self.asked, if_exists) {
            (IfExists::Fail, Some(said)) => said,
            (asked, _) => asked,
        };
        let failed = |item: &Item, source| match source {
            Error::State(_) => ExchangeError::Catalog(source),
            source => ExchangeError::Item { line, item: item.to_string(), source },
        };
        if let Item::Partition { database, table, create_time_ms, definition } = item {
            let item = |definition| Item::Partition {
                database: database.clone(),
                table: table.clone(),
                create_time_ms,
                definition,
            };
            match self.aim(&database, &table) {
                Ok(true) => {}
                Ok(false) => {
                    self.counted.skipped += 1;
                    return Ok(());
                }
                Err(ExchangeError::Catalog(error)) => return Err(failed(&item(definition), error)),
                Err(other) => return Err(other),
            }
            let made = create_time_ms.unwrap_or(self.transaction.now_ms());
            self.waiting.push(Waiting { line, made, definition: *definition, if_exists });
            return if self.waiting.len() >= PARTITIONS_TOGETHER_MAX { self.make_waiting() } else { Ok(()) };
        }
        self.make_waiting()?;
        self.if_exists = if_exists;
        match self.make(&item) {
            Ok(Done::Made) => self.counted.count(&item),
            Ok(Done::Skipped) => self.counted.skipped += 1,
            Err(error) => return Err(failed(&item, error)),
        }
        Ok(())
    }

    fn make(&mut self, item: &Item) -> Result<Done> {
        match item.clone() {
            Item::Database { create_time_ms, definition } => self.database(create_time_ms, definition),
            Item::Function { database, create_time_ms, definition } => {
                self.function(&database, create_time_ms, &definition)
            }
            Item::Table { database, create_time_ms, update_time_ms, created_by, version, definition } => {
                let made = create_time_ms.unwrap_or(self.transaction.now_ms());
                let facts = Facts { created_by, made, updated: update_time_ms.unwrap_or(made), version };
                self.table(&database, *definition, facts)
            }
            Item::TableVersion { database, table, version, update_time_ms, definition } => {
                self.table_version(&database, &table, version, update_time_ms, &definition)
            }
            Item::PartitionIndex { database, table, definition } => self.index(&database, &table, definition),
            Item::Statistics { database, table, partition, definition } => {
                self.statistics(&database, &table, partition.as_deref(), &definition)
            }
            // Those wait for others of their kind.
            Item::Partition { .. } => Ok(Done::Skipped),
        }
    }

    /// A name that comes for the first time, folded.
    fn first(&mut self, database: &str, table: Option<&str>) -> Result<Name> {
        let name = (names::fold(database), table.map(names::fold));
        if self.seen.insert(name.clone()) {
            return Ok(name);
        }
        Err(Error::InvalidInput("it comes twice".to_owned()))
    }

    fn database(&mut self, create_time_ms: Option<i64>, mut input: DatabaseInput) -> Result<Done> {
        let name = self.first(&input.name, None)?;
        let made = create_time_ms.unwrap_or(self.transaction.now_ms());
        match databases::create(self.connection, self.transaction.scope(), input.clone(), made) {
            Ok(_) => return Ok(Done::Made),
            Err(Error::DatabaseExists(_)) if self.if_exists != IfExists::Fail => {}
            Err(error) => return Err(error),
        }
        if self.if_exists == IfExists::Skip {
            return Ok(Done::Skipped);
        }
        links::check_new_database(&input)?;
        input.name = name.0;
        self.connection
            .prepare_cached(
                "UPDATE catalog_database SET create_time_ms = ?3, document = ?4, generation = generation + 1
                 WHERE scope = ?1 AND name = ?2",
            )?
            .execute(params![self.transaction.scope(), input.name, made, serde_json::to_string(&input)?])?;
        Ok(Done::Made)
    }

    fn function(&mut self, database: &str, create_time_ms: Option<i64>, input: &FunctionInput) -> Result<Done> {
        let database = self.transaction.named(database);
        let made = create_time_ms.unwrap_or(self.transaction.now_ms());
        match functions::create(self.connection, &database, input, made) {
            Ok(()) => Ok(Done::Made),
            Err(Error::Exists { .. }) if self.if_exists == IfExists::Skip => Ok(Done::Skipped),
            Err(Error::Exists { .. }) if self.if_exists == IfExists::Replace => {
                functions::delete(self.connection, &database, &input.name)?;
                functions::create(self.connection, &database, input, made).map(|()| Done::Made)
            }
            Err(error) => Err(error),
        }
    }

    fn table(&mut self, database: &str, input: TableInput, facts: Facts) -> Result<Done> {
        let name = self.first(database, Some(&input.name))?;
        self.target = None;
        let database = self.transaction.named(database);
        let create = |input| tables::create(self.connection, &database, input, facts.created_by.clone(), facts.made);
        let made = match create(input.clone()) {
            Err(Error::TableExists { .. }) if self.if_exists == IfExists::Skip => {
                self.skipped.insert(name);
                return Ok(Done::Skipped);
            }
            Err(Error::TableExists { table, .. }) if self.if_exists == IfExists::Replace => {
                tables::delete(self.connection, &database, &table)?;
                create(input)?
            }
            outcome => outcome?,
        };
        self.connection
            .prepare_cached("UPDATE catalog_table SET version = ?2, update_time_ms = ?3 WHERE id = ?1")?
            .execute(params![made.generation.table_id, facts.version.cast_signed(), facts.updated])?;
        Ok(Done::Made)
    }

    fn table_version(
        &mut self,
        database: &str,
        table: &str,
        version: u64,
        update_time_ms: i64,
        definition: &TableInput,
    ) -> Result<Done> {
        let Some(target) = self.target(database, table)? else { return Ok(Done::Skipped) };
        if !target.is_new {
            return Err(Error::InvalidInput("the table does not come with it".to_owned()));
        }
        let table_id = target.place.keys.table_id;
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO catalog_table_version (table_id, version, update_time_ms, document)
                 SELECT id, ?2, ?3, ?4 FROM catalog_table WHERE id = ?1 AND version > ?2 ON CONFLICT DO NOTHING",
            )?
            .execute(params![table_id, version.cast_signed(), update_time_ms, serde_json::to_string(definition)?])?;
        if added == 0 {
            return Err(Error::InvalidInput("it comes twice, or is not older than the table".to_owned()));
        }
        Ok(Done::Made)
    }

    fn index(&mut self, database: &str, table: &str, index: PartitionIndexInput) -> Result<Done> {
        let connection = self.connection;
        let Some(target) = self.target(database, table)? else { return Ok(Done::Skipped) };
        if !target.is_new || target.has_partitions {
            return Err(Error::InvalidInput("it does not come between its table and the first partition".to_owned()));
        }
        index::insert_active(connection, &target.place.keys, index)?;
        // What comes now must be in it.
        self.target = None;
        Ok(Done::Made)
    }

    fn statistics(
        &mut self,
        database: &str,
        table: &str,
        partition: Option<&[String]>,
        statistics: &ColumnStatistics,
    ) -> Result<Done> {
        let (connection, if_exists) = (self.connection, self.if_exists);
        let Some(target) = self.target(database, table)? else { return Ok(Done::Skipped) };
        let keys = &target.place.keys;
        let (owner, found) = match partition {
            None => (keys.table_id, None),
            Some(values) => {
                keys.check_count(values)?;
                let absent = || Error::PartitionNotFound(values.to_vec());
                let found = rows::get(connection, keys, values)?.ok_or_else(absent)?;
                (rows::row_id(connection, keys, values)?.ok_or_else(absent)?, Some(found))
            }
        };
        let own = found.as_ref().and_then(|partition| partition.storage_descriptor.as_ref());
        if !target.place.has(own, &statistics.column) {
            return Err(Error::ColumnNotFound(statistics.column.clone()));
        }
        let replaces = if if_exists == IfExists::Replace { "INSERT OR REPLACE" } else { "INSERT OR IGNORE" };
        let kept_in = place::statistics_of(partition.is_some());
        let added = connection
            .prepare_cached(&format!("{replaces} INTO {kept_in} VALUES (?1, ?2, ?3)"))?
            .execute(params![owner, statistics.column, serde_json::to_string(statistics)?])?;
        match added {
            0 if if_exists == IfExists::Skip => Ok(Done::Skipped),
            0 => Err(Error::InvalidInput("they are there already".to_owned())),
            _ => Ok(Done::Made),
        }
    }

    /// The table that something hangs on; none when it was skipped.
    fn target(&mut self, database: &str, table: &str) -> Result<Option<&mut Target>> {
        let name = (names::fold(database), names::fold(table));
        if self.target.as_ref().is_none_or(|target| target.name != name) {
            let key = (name.0.clone(), Some(name.1.clone()));
            if self.skipped.contains(&key) {
                return Ok(None);
            }
            let named = self.transaction.named(database);
            let stored = tables::own(self.connection, databases::id(self.connection, &named)?, &named, &name.1)?;
            let place = Place::of(self.connection, &stored)?;
            let has_partitions = self
                .connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM catalog_partition WHERE table_id = ?1)")?
                .query_row([stored.id], |row| row.get(0))?;
            self.target = Some(Target { name, place, is_new: self.seen.contains(&key), has_partitions });
        }
        Ok(self.target.as_mut())
    }

    /// Aims at a table for partitions: false when they are skipped with it. Those that wait for another are made first.
    fn aim(&mut self, database: &str, table: &str) -> Result<bool, ExchangeError> {
        let is_same = |target: &Target| target.name.0 == names::fold(database) && target.name.1 == names::fold(table);
        if !self.target.as_ref().is_some_and(is_same) {
            self.make_waiting()?;
        }
        match self.target(database, table)? {
            None => Ok(false),
            Some(target) => {
                target.has_partitions = true;
                Ok(true)
            }
        }
    }

    fn make_waiting(&mut self) -> Result<(), ExchangeError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let Some(target) = &self.target else { return Ok(()) };
        let mut inserter = Inserter::new(self.connection, &target.place.keys);
        for Waiting { line, made, definition, if_exists } in waiting {
            let values = definition.values.clone();
            let replaced = (if_exists == IfExists::Replace && !target.is_new).then(|| definition.clone());
            let done = match inserter.insert(definition, made) {
                Ok(_) => Ok(Done::Made),
                Err(Error::PartitionExists(_)) if target.is_new => {
                    Err(Error::InvalidInput("it comes twice".to_owned()))
                }
                Err(Error::PartitionExists(_)) if if_exists == IfExists::Skip => Ok(Done::Skipped),
                Err(error @ Error::PartitionExists(_)) => match replaced {
                    Some(input) => {
                        let update = PartitionUpdate { values: values.clone(), input };
                        inserter.replace(update).map(|()| Done::Made)
                    }
                    None => Err(error),
                },
                Err(error) => Err(error),
            };
            match done {
                Ok(Done::Made) => self.counted.partitions += 1,
                Ok(Done::Skipped) => self.counted.skipped += 1,
                Err(error @ Error::State(_)) => return Err(error.into()),
                Err(source) => {
                    let (database, table) = target.name.clone();
                    let item = format!("partition [{}] of '{database}.{table}'", values.join(", "));
                    return Err(ExchangeError::Item { line, item, source });
                }
            }
        }
        rows::touch(self.connection, target.place.keys.table_id)?;
        Ok(())
    }
}

/// What the catalog itself knew of a table.
struct Facts {
    created_by: Option<String>,
    made: i64,
    updated: i64,
    version: u64,
}
