//! `DROP TABLE [IF EXISTS] [db.]name [PURGE]`: the definition goes, the data stays.
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-table.html>

use boathouse_catalog::Error as CatalogError;
use boathouse_sql::hive::ast::Name;

use super::context::{Context, is_iceberg};
use super::told::Told;
use crate::Failure;
use crate::views::is_view;

pub(super) async fn run(context: &Context<'_>, name: &Name, if_exists: bool) -> Result<Told, Failure> {
    let (database, table) = context.names(name);
    let missing = || match if_exists {
        true => Ok(Told::nothing()),
        false => Err(Failure::no_table(&format!("{database}.{table}"))),
    };
    let found = match context.catalog.table(&database, &table).await {
        Ok(found) => found,
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => return missing(),
        Err(other) => return Err(Failure::metastore(&other)),
    };
    if is_view(&found) {
        return Err(Failure::semantic(10001, "Cannot drop a view with DROP TABLE"));
    }
    if is_iceberg(&found) {
        return Err(Failure::not_supported("DROP TABLE on an Iceberg table"));
    }
    match context.catalog.delete_table(&database, &table).await {
        Ok(()) => Ok(Told::nothing()),
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => missing(),
        Err(other) => Err(Failure::metastore(&other)),
    }
}
