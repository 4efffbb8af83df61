//! `GetTableMetadata`: one table with its storage flattened into parameters.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: String,
    database_name: String,
    table_name: String,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_metadata: shapes::TableMetadata,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let catalog = input.catalog_name;
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let (database, table) = (input.database_name, input.table_name);
    let table = athena.visible_table(athena.catalog.table(&database, &table).await?).await?;
    Ok(Output { table_metadata: table.into() })
}
