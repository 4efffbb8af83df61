//! `CreateTable`: makes a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html>

use boathouse_catalog::TableInput;
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
    partition_indexes: Option<Vec<shapes::PartitionIndex>>,
    open_table_format_input: Option<IgnoredAny>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    let table = checks::required("tableInput", input.table_input)?;
    checks::table(&table)?;
    checks::same_name(input.name.as_deref(), &table.name)?;
    let indexes = input.partition_indexes.unwrap_or_default();
    checks::partition_indexes("partitionIndexes", &indexes)?;
    checks::refuse("OpenTableFormatInput", input.open_table_format_input.is_some())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    if let Some(target) = &table.target_table {
        glue.check_root(target.catalog_id.as_deref())?;
    }
    let mut table: TableInput = table.into();
    glue.check_reference(table.storage_descriptor.as_mut()).await?;
    let created_by = glue.caller.arn();
    let indexes = indexes.into_iter().map(Into::into).collect();
    glue.catalog.create_indexed_table(&input.database_name, table, Some(&created_by), indexes).await?;
    Ok(Output {})
}
