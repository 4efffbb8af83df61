//! `SHOW CREATE VIEW view`
//! <https://docs.aws.amazon.com/athena/latest/ug/show-create-view.html>

use boathouse_catalog::{Error as CatalogError, Table};
use boathouse_sql::Position;
use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::told::Told;
use crate::views::{ViewDefinition, is_view};
use crate::{CATALOG_NAME, Failure};

pub(super) async fn run(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    let (database, view) = context.names(name);
    let shown = format!("{CATALOG_NAME}.{database}.{view}");
    match context.catalog.table(&database, &view).await {
        Ok(table) if is_view(&table) => told(&table, "create view"),
        Ok(_) => {
            let text = format!("Relation '{shown}' is a table, not a view");
            Err(Failure::engine("NOT_SUPPORTED", Some(Position::START), &text))
        }
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => {
            let text = format!("View '{shown}' does not exist");
            Err(Failure::engine("TABLE_NOT_FOUND", Some(Position::START), &text))
        }
        Err(other) => Err(Failure::metastore(&other)),
    }
}

/// The statement that would make a view again.
pub(super) fn told(view: &Table, column: &str) -> Result<Told, Failure> {
    let definition = ViewDefinition::of(view)?;
    let first = format!("CREATE VIEW {}.{} AS", view.database_name, view.name);
    let lines = std::iter::once(first).chain(definition.original_sql.trim_end().lines().map(str::to_owned));
    Ok(Told::listed_of_views(&[column], lines.collect()))
}
