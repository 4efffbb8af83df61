//! `SHOW TABLES [IN database] ['pattern']`, views among them.
//! <https://docs.aws.amazon.com/athena/latest/ug/show-tables.html>

use boathouse_catalog::{Error as CatalogError, Table, TablesRequest};
use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::pattern;
use super::told::Told;
use crate::{Failure, access};

pub(super) async fn run(
    context: &Context<'_>,
    database: Option<&Name>,
    pattern: Option<&str>,
) -> Result<Told, Failure> {
    let tables = tables(context, database, pattern).await?;
    Ok(Told::listed(&["tab_name"], tables.into_iter().map(|table| table.name).collect()))
}

/// Tables and views of a database, by name.
pub(super) async fn tables(
    context: &Context<'_>,
    database: Option<&Name>,
    pattern: Option<&str>,
) -> Result<Vec<Table>, Failure> {
    let (database, pattern) = (context.database_name(database), pattern::of_tables(pattern)?);
    let page = match context.catalog.tables(&database, TablesRequest::default()).await {
        Ok(page) => page,
        Err(CatalogError::DatabaseNotFound(_)) => return Err(Failure::no_database(&database)),
        Err(other) => return Err(Failure::metastore(&other)),
    };
    let mut tables = page.items;
    tables.retain(|table| pattern.as_ref().is_none_or(|pattern| pattern.is_match(&table.name)));
    Ok(access::visible_tables(context, &database, tables).await)
}
