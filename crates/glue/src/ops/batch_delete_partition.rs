//! `BatchDeletePartition`: drops many partitions; those that are not there are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeletePartition.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PARTITIONS_MAX: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partitions_to_delete: Vec<shapes::PartitionValueList>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<shapes::PartitionError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::count("partitionsToDelete", input.partitions_to_delete.len(), 0, PARTITIONS_MAX)?;
    for (index, list) in input.partitions_to_delete.iter().enumerate() {
        checks::values(&format!("partitionsToDelete.{}.member.values", index + 1), &list.values)?;
    }
    let doomed = input.partitions_to_delete.into_iter().map(|list| list.values).collect();
    let failures = glue.catalog.delete_partitions(&input.database_name, &input.table_name, doomed).await?;
    Ok(Output { errors: failures.into_iter().map(Into::into).collect() })
}
