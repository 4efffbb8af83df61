//! `DROP DATABASE | SCHEMA [IF EXISTS] name [RESTRICT | CASCADE]`
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-database.html>

use boathouse_catalog::Error as CatalogError;
use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, if_exists: bool, cascade: bool) -> Result<Told, Failure> {
    let name = context.database_name(Some(name));
    let dropped = if cascade {
        context.catalog.delete_database(&name).await
    } else {
        context.catalog.delete_database_if_empty(&name).await
    };
    match dropped {
        Ok(()) => Ok(Told::nothing()),
        Err(CatalogError::DatabaseNotFound(_)) if if_exists => Ok(Told::nothing()),
        Err(CatalogError::DatabaseNotFound(_)) => Err(Failure::no_database(&name)),
        Err(CatalogError::DatabaseNotEmpty(_)) => {
            let message = format!("Database {name} is not empty. One or more tables exist.");
            Err(Failure::ddl_task(&format!("InvalidOperationException(message:{message})"), message))
        }
        Err(other) => Err(Failure::metastore(&other)),
    }
}
