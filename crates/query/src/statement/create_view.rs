//! `CREATE [OR REPLACE] VIEW`: its analysed query, kept as Athena keeps views.
//! <https://docs.aws.amazon.com/athena/latest/ug/create-view.html>

use std::collections::BTreeMap;

use boathouse_catalog::{Catalog, Column, Error as CatalogError, UpdateTable};
use boathouse_sql::Position;
use boathouse_sql::analyzer::{CreateView, OutputColumn};

use super::context::OWNER;
use super::told::Told;
use crate::Failure;
use crate::views::{ViewColumn, ViewDefinition};
use crate::write::hive_type;

/// Makes or replaces the view. `session` is the database that names in its query are looked up in.
pub(crate) async fn run(catalog: &Catalog, view: CreateView, session: Option<&str>) -> Result<Told, Failure> {
    let [catalog_name, database, name] = &view.name[..] else {
        return Err(Failure::internal(&format!("a view's name has {} parts", view.name.len())));
    };
    let columns = view.columns.iter().map(hive_column).collect::<Result<Vec<_>, _>>()?;
    let definition = ViewDefinition {
        original_sql: view.sql,
        catalog: Some(catalog_name.clone()),
        schema: Some(session.map_or_else(|| database.clone(), str::to_lowercase)),
        columns: view.columns.iter().map(view_column).collect(),
        comment: view.comment,
        owner: Some(OWNER.to_owned()),
        run_as_invoker: view.definer == Some(false),
        properties: BTreeMap::new(),
    };
    let input = definition.table(name, columns)?;
    let exists = |what| {
        let text = format!("{what} already exists: '{}'", view.name.join("."));
        Failure::engine("TABLE_ALREADY_EXISTS", Some(Position::START), &text)
    };
    match catalog.create_table(database, input.clone(), None).await {
        Ok(_) => Ok(Told::nothing()),
        Err(CatalogError::TableExists { .. }) if view.or_replace => {
            // The analysis saw a view here; a table that came since must not be lost.
            let found = catalog.table(database, name).await.map_err(|error| Failure::metastore(&error))?;
            if !crate::views::is_view(&found) {
                return Err(exists("Table"));
            }
            let how = UpdateTable { version_id: Some(found.version_id), skip_archive: false };
            catalog.update_table(database, input, how).await.map_err(|error| Failure::metastore(&error))?;
            Ok(Told::nothing())
        }
        Err(CatalogError::TableExists { .. }) => Err(exists("View")),
        Err(other) => Err(Failure::metastore(&other)),
    }
}

fn view_column(column: &OutputColumn) -> ViewColumn {
    ViewColumn { name: column.name.clone(), data_type: column.data_type.to_string() }
}

fn hive_column(column: &OutputColumn) -> Result<Column, Failure> {
    let data_type = hive_type(&column.data_type).ok_or_else(|| {
        let text =
            format!("Invalid column type for column {}: Unsupported Hive type: {}", column.name, column.data_type);
        Failure::engine("NOT_SUPPORTED", None, &text)
    })?;
    Ok(Column::new(&column.name, data_type.to_string()))
}
