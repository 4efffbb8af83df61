//! Names in a statement of Hive's: how many parts they may have, and which catalog they may name.

use boathouse_sql::hive::ast::{AlterTable, Name, StatementKind as Hive};

use crate::{CATALOG_NAME, Error, Result};

/// Checks every name of a statement.
///
/// # Errors
/// [`Error::Malformed`] for too many parts, [`Error::CatalogNotFound`].
pub(super) fn check(statement: &Hive) -> Result<()> {
    match statement {
        Hive::CreateDatabase { name, .. } | Hive::AlterDatabase { name, .. } | Hive::DropDatabase { name, .. } => {
            database(name)
        }
        Hive::ShowDatabases { .. } => Ok(()),
        Hive::ShowTables { database: name, .. } | Hive::ShowViews { database: name, .. } => {
            name.as_ref().map_or(Ok(()), database)
        }
        Hive::ShowColumns { table: name, database: inside } => {
            inside.as_ref().map_or(Ok(()), database)?;
            table(name)
        }
        Hive::AlterTable { name, action } => {
            if let AlterTable::RenameTo(new) = action {
                table(new)?;
            }
            table(name)
        }
        Hive::CreateTable(create) => table(&create.name),
        Hive::DropTable { name, .. } | Hive::ShowTableProperties { table: name, .. } => table(name),
        Hive::MsckRepair(name)
        | Hive::ShowPartitions(name)
        | Hive::ShowCreateTable(name)
        | Hive::ShowCreateView(name) => table(name),
        Hive::Describe(describe) => table(&describe.table),
    }
}

fn table(name: &Name) -> Result<()> {
    parts("table", name, 3)
}

fn database(name: &Name) -> Result<()> {
    parts("database", name, 2)
}

fn parts(what: &str, name: &Name, count_max: usize) -> Result<()> {
    if name.parts.len() > count_max {
        return Err(Error::Malformed(format!("Invalid {what} name {}", name.parts.join(".").to_lowercase())));
    }
    match name.parts.first() {
        Some(catalog) if name.parts.len() == count_max && !catalog.eq_ignore_ascii_case(CATALOG_NAME) => {
            Err(Error::CatalogNotFound(catalog.clone()))
        }
        _ => Ok(()),
    }
}
