//! `DeletePartition`: drops a partition.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartition.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partition_values: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::values("partitionValues", &input.partition_values)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.delete_partition(&input.database_name, &input.table_name, &input.partition_values).await?;
    Ok(Output {})
}
