//! What a statement names is looked up before it is started: a catalog or a described table that is not there is no
//! execution, and a view's description is a statement of another kind.

use boathouse_catalog::Error as CatalogError;
use boathouse_sql::hive::ast::{Detail, Name, StatementKind as Hive};

use super::context::database_and_table;
use super::kind_of_hive::DESC_VIEW;
use super::parse::{Action, Parsed};
use super::{describe, name_check, show_columns};
use crate::views::is_view;
use crate::{Error, Queries, Result};

/// Looks up the catalogs that a statement of Hive's names, and the table of a DESCRIBE or SHOW COLUMNS; `database` is
/// that of unqualified names.
///
/// # Errors
/// [`Error::CatalogNotFound`], [`Error::DataCatalogElsewhere`], [`Error::EntityNotFound`].
pub(crate) async fn look_up(queries: &Queries, database: Option<&str>, parsed: &mut Parsed) -> Result<()> {
    if let Action::Hive(statement) = &parsed.action {
        name_check::check_catalogs(queries, statement).await?;
    }
    let Some(name) = described(&parsed.action) else { return Ok(()) };
    let (database, table) = database_and_table(&name, database);
    match queries.catalog().table(&database, &table).await {
        Ok(found) if is_view(&found) => parsed.kind.substatement_type = Some(DESC_VIEW.to_owned()),
        Ok(_) => {}
        Err(CatalogError::DatabaseNotFound(_) | CatalogError::TableNotFound { .. }) => {
            return Err(Error::EntityNotFound);
        }
        Err(other) => return Err(other.into()),
    }
    Ok(())
}

fn described(action: &Action) -> Option<Name> {
    let Action::Hive(statement) = action else { return None };
    match &**statement {
        Hive::Describe(describe) if describe.detail == Detail::Columns && !describe::says_table(describe) => {
            Some(describe.table.clone())
        }
        Hive::ShowColumns { table, database } => Some(show_columns::whole(table, database.as_ref())),
        _ => None,
    }
}
