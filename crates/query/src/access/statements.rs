//! What the statements of Hive's grammar need.

use boathouse_catalog::{Partition, StorageDescriptor, Table};
use boathouse_sql::hive::ast::{AlterTable, StatementKind as Hive};

use super::{AccessRules, Act, Made, Refusal};
use crate::Failure;
use crate::statement::Context;

/// Refuses a statement that whoever asks may not carry out.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn check(context: &Context<'_>, statement: &Hive) -> Result<(), Failure> {
    let Some(rules) = context.access else { return Ok(()) };
    for act in acts(context, statement) {
        // That something is not there is the statement's to say.
        let is_there = match &act {
            Act::DescribeDatabase(name)
            | Act::AlterDatabase(name)
            | Act::DropDatabase(name)
            | Act::CreateTable(name, _) => context.catalog.database(name).await.is_ok(),
            Act::DescribeTable(database, table)
            | Act::AlterTable(database, table)
            | Act::DropTable(database, table)
            | Act::InsertInto(database, table) => context.catalog.generation(database, table).await.is_ok(),
            Act::CreateDatabase(_) | Act::PlaceAt(_) => true,
        };
        if is_there {
            rules.check(&act).await.map_err(|refusal| refusal.of_ddl())?;
        }
    }
    Ok(())
}

fn acts(context: &Context<'_>, statement: &Hive) -> Vec<Act> {
    let describe = |name| {
        let (database, table) = context.names(name);
        vec![Act::DescribeTable(database, table)]
    };
    match statement {
        Hive::CreateDatabase { location, .. } => vec![Act::CreateDatabase(location.clone())],
        Hive::AlterDatabase { name, .. } => vec![Act::AlterDatabase(context.database_name(Some(name)))],
        Hive::DropDatabase { name, .. } => vec![Act::DropDatabase(context.database_name(Some(name)))],
        Hive::CreateTable(create) => vec![Act::CreateTable(context.names(&create.name).0, create.location.clone())],
        Hive::DropTable { name, .. } => {
            let (database, table) = context.names(name);
            vec![Act::DropTable(database, table)]
        }
        Hive::AlterTable { name, action } => {
            let (database, table) = context.names(name);
            let place = match action {
                AlterTable::SetLocation { location, .. } => Some(Act::PlaceAt(location.clone())),
                _ => None,
            };
            [Act::AlterTable(database, table)].into_iter().chain(place).collect()
        }
        Hive::MsckRepair(name) => {
            let (database, table) = context.names(name);
            vec![Act::AlterTable(database, table)]
        }
        // Listings leave out what may not be seen.
        Hive::ShowDatabases { .. } => Vec::new(),
        Hive::ShowTables { database, .. } | Hive::ShowViews { database, .. } => {
            vec![Act::DescribeDatabase(context.database_name(database.as_ref()))]
        }
        Hive::ShowColumns { table, database } => describe(&crate::statement::whole_name(table, database.as_ref())),
        Hive::ShowPartitions(name) | Hive::ShowCreateTable(name) | Hive::ShowCreateView(name) => describe(name),
        Hive::ShowTableProperties { table, .. } => describe(table),
        Hive::Describe(it) => describe(&it.table),
    }
}

/// What a statement is going to make, if it is not there yet.
pub(crate) async fn made(context: &Context<'_>, statement: &Hive) -> Option<Made> {
    context.access?;
    match statement {
        Hive::CreateDatabase { name, .. } => {
            let name = context.database_name(Some(name));
            context.catalog.database(&name).await.is_err().then_some(Made::Database(name))
        }
        Hive::CreateTable(create) => {
            let (database, table) = context.names(&create.name);
            let is_new = context.catalog.generation(&database, &table).await.is_err();
            is_new.then_some(Made::Table(database, table))
        }
        _ => None,
    }
}

/// The databases that may be seen.
pub(crate) async fn visible_databases(context: &Context<'_>, names: Vec<String>) -> Vec<String> {
    databases_for(context.access, names).await
}

/// The databases that may be seen by these rules.
pub(crate) async fn databases_for(rules: Option<&dyn AccessRules>, names: Vec<String>) -> Vec<String> {
    let Some(rules) = rules else { return names };
    let mut visible = Vec::with_capacity(names.len());
    for name in names {
        if rules.check(&Act::DescribeDatabase(name.clone())).await.is_ok() {
            visible.push(name);
        }
    }
    visible
}

/// The tables that may be seen.
pub(crate) async fn visible_tables(context: &Context<'_>, database: &str, tables: Vec<Table>) -> Vec<Table> {
    tables_for(context.access, database, tables).await
}

/// The tables that may be seen by these rules.
pub(crate) async fn tables_for(rules: Option<&dyn AccessRules>, database: &str, tables: Vec<Table>) -> Vec<Table> {
    let Some(rules) = rules else { return tables };
    let mut visible = Vec::with_capacity(tables.len());
    for table in tables {
        if rules.check(&Act::DescribeTable(database.to_owned(), table.name.clone())).await.is_ok() {
            visible.push(table);
        }
    }
    visible
}

/// A table without the columns that may not be seen.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn cut_columns(context: &Context<'_>, mut table: Table) -> Result<Table, Failure> {
    cut_columns_for(context.access, &mut table).await.map_err(|refusal| refusal.of_ddl())?;
    Ok(table)
}

/// Takes the columns away that may not be seen by these rules.
///
/// # Errors
/// When that cannot be told.
pub(crate) async fn cut_columns_for(rules: Option<&dyn AccessRules>, table: &mut Table) -> Result<(), Refusal> {
    let Some(descriptor) = &mut table.storage_descriptor else { return Ok(()) };
    cut(rules, (&table.database_name, &table.name), descriptor).await
}

/// Takes the columns away that a partition has of its own and that may not be seen.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn cut_partition(
    context: &Context<'_>,
    table: &Table,
    mut partition: Partition,
) -> Result<Partition, Failure> {
    if let Some(descriptor) = &mut partition.storage_descriptor {
        let name = (table.database_name.as_str(), table.name.as_str());
        cut(context.access, name, descriptor).await.map_err(|refusal| refusal.of_ddl())?;
    }
    Ok(partition)
}

async fn cut(
    rules: Option<&dyn AccessRules>,
    (database, table): (&str, &str),
    descriptor: &mut StorageDescriptor,
) -> Result<(), Refusal> {
    let Some(rules) = rules else { return Ok(()) };
    let names: Vec<_> = descriptor.columns.iter().map(|column| column.name.to_lowercase()).collect();
    let mut shown = rules.shown(database, table, &names).await?.into_iter();
    descriptor.columns.retain(|_| shown.next().unwrap_or(false));
    Ok(())
}
