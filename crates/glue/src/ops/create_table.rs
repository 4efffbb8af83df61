//! `CreateTable`: makes a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html>

use boathouse_catalog::TableInput;
use serde::{Deserialize, Serialize};

use crate::shapes::open_table::OpenTableFormatInput;
use crate::{Error, Glue, checks, shapes, views};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    name: Option<String>,
    table_input: Option<shapes::TableInput>,
    partition_indexes: Option<Vec<shapes::PartitionIndex>>,
    open_table_format_input: Option<OpenTableFormatInput>,
    transaction_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    checks::transaction(input.transaction_id.as_deref())?;
    let is_empty = input.open_table_format_input.as_ref().is_some_and(|format| format.iceberg_input.is_none());
    checks::refuse("OpenTableFormatInput without IcebergInput", is_empty)?;
    let iceberg = input.open_table_format_input.and_then(|input| input.iceberg_input);
    let is_whole = iceberg.as_ref().is_some_and(|iceberg| iceberg.create_iceberg_table_input.is_some());
    let table = match (input.table_input, &input.name) {
        (None, Some(name)) if is_whole => shapes::TableInput::named(name.clone()),
        (table, _) => checks::required("tableInput", table)?,
    };
    checks::table(&table)?;
    checks::same_name(input.name.as_deref(), &table.name)?;
    let indexes = input.partition_indexes.unwrap_or_default();
    checks::partition_indexes("partitionIndexes", &indexes)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    if let Some(target) = &table.target_table {
        glue.check_root(target.catalog_id.as_deref())?;
    }
    let mut table: TableInput = table.into();
    views::check_dialects(table.view_definition.as_ref())?;
    glue.check_reference(table.storage_descriptor.as_mut()).await?;
    if let Some(iceberg) = iceberg {
        checks::refuse("PartitionIndexes of an Iceberg table", !indexes.is_empty())?;
        glue.create_iceberg_table(&input.database_name, table, iceberg).await?;
        return Ok(Output {});
    }
    let created_by = glue.caller.arn();
    let indexes = indexes.into_iter().map(Into::into).collect();
    glue.catalog.create_indexed_table(&input.database_name, table, Some(&created_by), indexes).await?;
    Ok(Output {})
}
