//! `UpdateTable`: replaces everything of a table, changes an Iceberg table's metadata, or some dialects of a view.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html>

use boathouse_catalog::{TableInput, UpdateTable};
use serde::{Deserialize, Serialize};

use crate::shapes::open_table::{UpdateIcebergInput, UpdateOpenTableFormatInput};
use crate::views::{self, ViewUpdateAction};
use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    name: Option<String>,
    table_input: Option<shapes::TableInput>,
    skip_archive: Option<bool>,
    version_id: Option<String>,
    view_update_action: Option<ViewUpdateAction>,
    force: Option<bool>,
    update_open_table_format_input: Option<UpdateOpenTableFormatInput>,
    transaction_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, mut input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    checks::transaction(input.transaction_id.as_deref())?;
    let is_empty = input.update_open_table_format_input.as_ref().is_some_and(|f| f.update_iceberg_input.is_none());
    checks::refuse("UpdateOpenTableFormatInput without UpdateIcebergInput", is_empty)?;
    if let Some(iceberg) = input.update_open_table_format_input.take().and_then(|input| input.update_iceberg_input) {
        return update_iceberg(glue, input, iceberg).await;
    }
    let how = how(&input)?;
    let table = checks::required("tableInput", input.table_input)?;
    checks::table(&table)?;
    checks::same_name(input.name.as_deref(), &table.name)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let mut table: TableInput = table.into();
    glue.check_reference(table.storage_descriptor.as_mut()).await?;
    let Some(action) = input.view_update_action else {
        checks::refuse("Force without a ViewUpdateAction", input.force.unwrap_or_default())?;
        views::check_dialects(table.view_definition.as_ref())?;
        glue.catalog.update_table(&input.database_name, table, how).await?;
        return Ok(Output {});
    };
    let present = glue.catalog.table(&input.database_name, &table.name).await?;
    let version_id = how.version_id.or(Some(present.version_id));
    let next = views::updated(present, table, action, input.force.unwrap_or_default())?;
    glue.catalog.update_table(&input.database_name, next, UpdateTable { version_id, ..how }).await?;
    Ok(Output {})
}

fn how(input: &Input) -> Result<UpdateTable, Error> {
    Ok(UpdateTable {
        version_id: input.version_id.as_deref().map(checks::version).transpose()?,
        skip_archive: input.skip_archive.unwrap_or_default(),
    })
}

async fn update_iceberg(glue: &Glue, input: Input, iceberg: UpdateIcebergInput) -> Result<Output, Error> {
    checks::refuse("TableInput beside UpdateOpenTableFormatInput", input.table_input.is_some())?;
    checks::refuse("ViewUpdateAction beside UpdateOpenTableFormatInput", input.view_update_action.is_some())?;
    checks::refuse("Force without a ViewUpdateAction", input.force.unwrap_or_default())?;
    let how = how(&input)?;
    let name = checks::required("name", input.name)?;
    checks::names(&[("name", &name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.update_iceberg_table(&input.database_name, &name, iceberg.updates()?, how).await?;
    Ok(Output {})
}
