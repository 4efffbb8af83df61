//! `UpdateTable`: replaces everything of a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html>

use boathouse_catalog::{TableInput, UpdateTable};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

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
    view_update_action: Option<IgnoredAny>,
    update_open_table_format_input: Option<IgnoredAny>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    checks::refuse("UpdateOpenTableFormatInput", input.update_open_table_format_input.is_some())?;
    checks::refuse("ViewUpdateAction", input.view_update_action.is_some())?;
    let table = checks::required("tableInput", input.table_input)?;
    checks::table(&table)?;
    checks::same_name(input.name.as_deref(), &table.name)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let mut table: TableInput = table.into();
    glue.check_reference(table.storage_descriptor.as_mut()).await?;
    let how = UpdateTable {
        version_id: input.version_id.as_deref().map(checks::version).transpose()?,
        skip_archive: input.skip_archive.unwrap_or_default(),
    };
    glue.catalog.update_table(&input.database_name, table, how).await?;
    Ok(Output {})
}
