//! Reading statements as the items of an import.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

use boathouse_catalog::{
    DatabaseInput, Error as CatalogError, ExchangeError, IfExists, Item, ItemSource, LocatedItem, PartitionInput,
    StorageDescriptor, Table, TableInput, Transaction,
};
use boathouse_sql::ast::StatementKind as Trino;
use boathouse_sql::hive::ast::{AlterTable, CreateTable, Name, PartitionSpec, RowFormat, StatementKind as Hive};
use parking_lot::Mutex;

use super::splitter::{Splitter, malformed};
use crate::planner;
use crate::stack::on_deep_stack;
use crate::statement::context::database_and_table;
use crate::statement::{Action, create_table, parse, partition_spec};

const TAKEN: &str = "only CREATE DATABASE, CREATE EXTERNAL TABLE, ALTER TABLE … ADD PARTITION and CREATE VIEW are \
                     imported";
/// A property that says when; it is kept where the file says it, and not made up where it does not.
const DDL_TIME_KEY: &str = "transient_lastDdlTime";
/// For statements that are only read to see what they say.
pub(super) const DDL_TIME: &str = "0";

/// A view to be made once everything else is there: what its query means depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdlView {
    /// The line its statement begins at, from 1.
    pub line: u64,
    /// Database.
    pub database: String,
    /// Name.
    pub name: String,
    /// The statement that makes it.
    pub sql: String,
}

/// Gives what a file of DDL makes as items, one after the other.
#[derive(Debug)]
pub struct DdlReader<R> {
    statements: Splitter<R>,
    if_exists: IfExists,
    ready: VecDeque<LocatedItem>,
    views: Arc<Mutex<Vec<DdlView>>>,
}

impl<R: Read + Send + 'static> DdlReader<R> {
    /// A reader of `input`, and the views that it will have come across. `if_exists` is what the import goes by.
    pub fn new(input: R, if_exists: IfExists) -> (Self, Arc<Mutex<Vec<DdlView>>>) {
        let views = Arc::<Mutex<Vec<DdlView>>>::default();
        let statements = Splitter::new(input);
        (Self { statements, if_exists, ready: VecDeque::new(), views: views.clone() }, views)
    }

    fn statement(&mut self, line: u64, sql: &str, transaction: &Transaction<'_>) -> Result<(), ExchangeError> {
        let parsed = parse(sql).map_err(|error| malformed(line, error.to_string()))?;
        let Action::Hive(statement) = parsed.action else { return self.view(line, sql, transaction) };
        let (item, if_not_exists) = match *statement {
            Hive::CreateDatabase { if_not_exists, .. } => {
                let definition = database_of(*statement).map_err(|text| malformed(line, text))?;
                (Item::Database { create_time_ms: None, definition }, if_not_exists)
            }
            Hive::CreateTable(create) => {
                let if_not_exists = create.if_not_exists;
                let (database, definition) =
                    table_of(*create, &seconds(transaction)).map_err(|t| malformed(line, t))?;
                (table_item(database, definition), if_not_exists)
            }
            Hive::AlterTable { name, action: AlterTable::AddPartitions { if_not_exists, partitions } } => {
                return self.partitions(line, &name, if_not_exists, partitions, transaction);
            }
            _ => return Err(malformed(line, TAKEN)),
        };
        self.ready.push_back(LocatedItem { line, item, if_exists: if_not_exists.then_some(IfExists::Skip) });
        Ok(())
    }

    fn partitions(
        &mut self,
        line: u64,
        name: &Name,
        if_not_exists: bool,
        partitions: Vec<(PartitionSpec, Option<String>)>,
        transaction: &Transaction<'_>,
    ) -> Result<(), ExchangeError> {
        let (database, table) = database_and_table(name, None);
        let found = transaction.table(&database, &table).map_err(|error| malformed(line, error.to_string()))?;
        for (spec, location) in partitions {
            let values = partition_spec::values(&found, &spec).map_err(|failure| malformed(line, failure.reason))?;
            let definition = partition_of(&found, values, location).map_err(|text| malformed(line, text))?;
            self.ready.push_back(LocatedItem {
                line,
                item: Item::Partition {
                    database: database.clone(),
                    table: table.clone(),
                    create_time_ms: None,
                    definition: Box::new(definition),
                },
                if_exists: if_not_exists.then_some(IfExists::Skip),
            });
        }
        Ok(())
    }

    /// Puts a view aside, unless one is there that stays or must not be there.
    fn view(&mut self, line: u64, sql: &str, transaction: &Transaction<'_>) -> Result<(), ExchangeError> {
        let read = on_deep_stack(|| planner::read(sql)).map_err(|error| malformed(line, error.message))?;
        let Trino::CreateView { name, or_replace, .. } = read.0.kind else { return Err(malformed(line, TAKEN)) };
        let mut parts = name.folded().into_iter().rev();
        let view = parts.next().unwrap_or_default();
        let database = parts.next().unwrap_or_else(|| "default".to_owned());
        let replaces = or_replace || self.if_exists == IfExists::Replace;
        match transaction.table(&database, &view) {
            Ok(_) if replaces => {}
            Ok(_) if self.if_exists == IfExists::Skip => return Ok(()),
            Ok(_) => return Err(malformed(line, CatalogError::TableExists { database, table: view }.to_string())),
            Err(CatalogError::TableNotFound { .. }) => {}
            Err(other) => return Err(malformed(line, other.to_string())),
        }
        let sql = if replaces && !or_replace { replacing(sql) } else { sql.to_owned() };
        self.views.lock().push(DdlView { line, database, name: view, sql });
        Ok(())
    }
}

/// `CREATE VIEW …` as `CREATE OR REPLACE VIEW …`.
fn replacing(sql: &str) -> String {
    let create = "CREATE".len();
    format!("{} OR REPLACE{}", sql.get(..create).unwrap_or_default(), sql.get(create..).unwrap_or_default())
}

impl<R: Read + Send + 'static> ItemSource for DdlReader<R> {
    fn next_item(&mut self, transaction: &Transaction<'_>) -> Option<Result<LocatedItem, ExchangeError>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            match self.statements.next_statement() {
                Ok(Some((line, sql))) => {
                    if let Err(error) = self.statement(line, &sql, transaction) {
                        return Some(Err(error));
                    }
                }
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn seconds(transaction: &Transaction<'_>) -> String {
    transaction.now_ms().div_euclid(1000).to_string()
}

fn table_item(database: String, definition: TableInput) -> Item {
    Item::Table {
        database,
        create_time_ms: None,
        update_time_ms: None,
        created_by: None,
        version: 0,
        definition: Box::new(definition),
    }
}

fn database_of(statement: Hive) -> Result<DatabaseInput, String> {
    let Hive::CreateDatabase { name, comment, location, properties, .. } = statement else {
        return Err(TAKEN.to_owned());
    };
    Ok(DatabaseInput {
        description: comment,
        location_uri: location,
        parameters: Some(properties.into_iter().collect()),
        ..DatabaseInput::named(name.parts.last().map(|part| part.to_lowercase()).unwrap_or_default())
    })
}

/// Database and table of a statement: what carrying it out would make, as far as the file says it.
fn table_of(create: CreateTable, ddl_time: &str) -> Result<(String, TableInput), String> {
    let (database, name) = database_and_table(&create.name, None);
    let has = |properties: &[(String, String)], key| properties.iter().any(|(known, _)| known == key);
    let said_time = has(&create.properties, DDL_TIME_KEY);
    let said_format = match &create.row_format {
        Some(RowFormat::SerDe { properties, .. }) => {
            has(properties, "serialization.format") || has(&create.serde_properties, "serialization.format")
        }
        _ => true,
    };
    let said: Vec<_> = create.properties.iter().filter(|(key, _)| key == DDL_TIME_KEY).cloned().collect();
    let mut input = create_table::table_input(ddl_time, create, &name).map_err(|failure| failure.reason)?;
    if said_time {
        input.parameters.extend(said);
    } else {
        input.parameters.remove(DDL_TIME_KEY);
    }
    if !said_format
        && let Some(parameters) = input
            .storage_descriptor
            .as_mut()
            .and_then(|descriptor| descriptor.serde_info.as_mut())
            .and_then(|serde| serde.parameters.as_mut())
    {
        parameters.remove("serialization.format");
    }
    Ok((database, input))
}

/// A partition with the storage of its table.
fn partition_of(table: &Table, values: Vec<String>, location: Option<String>) -> Result<PartitionInput, String> {
    if let Some(location) = &location {
        crate::statement::alter_table::check_location(location).map_err(|failure| failure.reason)?;
    }
    let location = location.or_else(|| {
        let folder = partition_spec::folder(&table.partition_keys, &values);
        table.location().map(|base| format!("{}/{folder}", base.trim_end_matches('/')))
    });
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let storage_descriptor = Some(StorageDescriptor { location, ..descriptor });
    Ok(PartitionInput { values, storage_descriptor, ..PartitionInput::default() })
}

/// What the text of one CREATE DATABASE says, or why it says nothing.
pub(super) fn read_database(sql: &str) -> Result<DatabaseInput, String> {
    match parse(sql).map_err(|error| error.to_string())?.action {
        Action::Hive(statement) => database_of(*statement),
        _ => Err(TAKEN.to_owned()),
    }
}

/// What the text of one CREATE EXTERNAL TABLE says, with its database, or why it says nothing.
pub(super) fn read_table(sql: &str, ddl_time: &str) -> Result<(String, TableInput), String> {
    match parse(sql).map_err(|error| error.to_string())?.action {
        Action::Hive(statement) => match *statement {
            Hive::CreateTable(create) => table_of(*create, ddl_time),
            _ => Err(TAKEN.to_owned()),
        },
        _ => Err(TAKEN.to_owned()),
    }
}
