//! `SHOW COLUMNS IN table [IN database]`; of a view, as DESCRIBE tells them.
//! <https://docs.aws.amazon.com/athena/latest/ug/show-columns.html>

use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::describe::view_columns;
use super::told::{Told, padded};
use crate::Failure;
use crate::views::is_view;

pub(super) async fn run(context: &Context<'_>, table: &Name, database: Option<&Name>) -> Result<Told, Failure> {
    let table = context.shown_table(&whole(table, database), "SHOW COLUMNS").await?;
    if is_view(&table) {
        return view_columns(&table);
    }
    let columns = table.columns().iter().chain(&table.partition_keys);
    Ok(Told::listed(&["field"], columns.map(|column| padded(&column.name)).collect()))
}

/// The name with the database that is given apart from it.
pub(crate) fn whole(table: &Name, database: Option<&Name>) -> Name {
    let Some(database) = database.and_then(|name| name.parts.last()) else { return table.clone() };
    let parts = [Some(database), table.parts.last()].into_iter().flatten().cloned().collect();
    Name { at: table.at, parts }
}
