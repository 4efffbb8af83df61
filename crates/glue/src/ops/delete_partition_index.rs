//! `DeletePartitionIndex`: begins to take an index over the partitions of a table apart.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartitionIndex.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    index_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let names = [
        ("databaseName", input.database_name.as_str()),
        ("tableName", &input.table_name),
        ("indexName", &input.index_name),
    ];
    checks::names(&names)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.delete_partition_index(&input.database_name, &input.table_name, &input.index_name).await?;
    Ok(Output {})
}
