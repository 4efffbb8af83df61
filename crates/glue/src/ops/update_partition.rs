//! `UpdatePartition`: replaces everything of a partition, perhaps moving it to other values.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const VALUES_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partition_value_list: Vec<String>,
    partition_input: shapes::PartitionInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::count("partitionValueList", input.partition_value_list.len(), 0, VALUES_MAX)?;
    checks::values("partitionValueList", &input.partition_value_list)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::partition("partitionInput", &input.partition_input)?;
    let (values, partition) = (&input.partition_value_list, input.partition_input.into());
    glue.catalog.update_partition(&input.database_name, &input.table_name, values, partition).await?;
    Ok(Output {})
}
