//! Names in a statement of Hive's: how many parts they may have, and which catalog they may name.

use boathouse_sql::hive::ast::{AlterTable, Name, StatementKind as Hive};

use crate::planner::{CatalogNames, Standing};
use crate::{CATALOG_NAME, Error, Queries, Result};

/// Parts of a table's whole name, the catalog's being the first.
const TABLE_PARTS_MAX: usize = 3;
const DATABASE_PARTS_MAX: usize = 2;

/// Checks how many parts every name of a statement has.
///
/// # Errors
/// [`Error::Malformed`] for too many.
pub(super) fn check(statement: &Hive) -> Result<()> {
    for (what, name, count_max) in names(statement) {
        if name.parts.len() > count_max {
            return Err(Error::Malformed(format!("Invalid {what} name {}", name.parts.join(".").to_lowercase())));
        }
    }
    Ok(())
}

/// Checks that the tables of every catalog a statement names are the ones that are here.
///
/// # Errors
/// [`Error::CatalogNotFound`], [`Error::DataCatalogElsewhere`].
pub(super) async fn check_catalogs(queries: &Queries, statement: &Hive) -> Result<()> {
    for (_, name, count_max) in names(statement) {
        let catalog = name.parts.first().filter(|_| name.parts.len() == count_max);
        let Some(catalog) = catalog.filter(|catalog| !catalog.eq_ignore_ascii_case(CATALOG_NAME)) else { continue };
        match queries.standing(catalog).await? {
            Standing::Here => {}
            Standing::Elsewhere(text) => return Err(Error::DataCatalogElsewhere(text)),
            Standing::Unknown => return Err(Error::CatalogNotFound(catalog.clone())),
        }
    }
    Ok(())
}

/// Every name of a statement, with what it names and how many parts it may have.
fn names(statement: &Hive) -> Vec<(&'static str, &Name, usize)> {
    let table = |name| ("table", name, TABLE_PARTS_MAX);
    let database = |name| ("database", name, DATABASE_PARTS_MAX);
    match statement {
        Hive::CreateDatabase { name, .. } | Hive::AlterDatabase { name, .. } | Hive::DropDatabase { name, .. } => {
            vec![database(name)]
        }
        Hive::ShowDatabases { .. } => Vec::new(),
        Hive::ShowTables { database: name, .. } | Hive::ShowViews { database: name, .. } => {
            name.iter().map(database).collect()
        }
        Hive::ShowColumns { table: name, database: inside } => {
            inside.iter().map(database).chain([table(name)]).collect()
        }
        Hive::AlterTable { name, action: AlterTable::RenameTo(new) } => vec![table(new), table(name)],
        Hive::CreateTable(create) => vec![table(&create.name)],
        Hive::AlterTable { name, .. }
        | Hive::DropTable { name, .. }
        | Hive::ShowTableProperties { table: name, .. }
        | Hive::MsckRepair(name)
        | Hive::ShowPartitions(name)
        | Hive::ShowCreateTable(name)
        | Hive::ShowCreateView(name) => vec![table(name)],
        Hive::Describe(describe) => vec![table(&describe.table)],
    }
}
