//! `GetTableMetadata`: one table with its storage flattened into parameters.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: Option<String>,
    database_name: Option<String>,
    table_name: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_metadata: shapes::TableMetadata,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "catalogName", input.catalog_name.as_ref(), 1, 256);
    checks::required(&mut all, "databaseName", input.database_name.as_ref(), 1, 128);
    checks::required(&mut all, "tableName", input.table_name.as_ref(), 1, 128);
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let catalog = input.catalog_name.unwrap_or_default();
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let (database, table) = (input.database_name.unwrap_or_default(), input.table_name.unwrap_or_default());
    let table = athena.visible_table(athena.catalog.table(&database, &table).await?).await?;
    Ok(Output { table_metadata: table.into() })
}
