//! `CreatePartitionIndex`: begins to make an index over the partitions of a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartitionIndex.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partition_index: shapes::PartitionIndex,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::partition_index("partitionIndex", &input.partition_index)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let index = input.partition_index.into();
    glue.catalog.create_partition_index(&input.database_name, &input.table_name, index).await?;
    Ok(Output {})
}
