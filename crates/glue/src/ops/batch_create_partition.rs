//! `BatchCreatePartition`: makes many partitions; those that cannot be made are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PARTITIONS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partition_input_list: Vec<shapes::PartitionInput>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<shapes::PartitionError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::count("partitionInputList", input.partition_input_list.len(), 0, PARTITIONS_MAX)?;
    for (index, partition) in input.partition_input_list.iter().enumerate() {
        checks::partition(&format!("partitionInputList.{}.member", index + 1), partition)?;
    }
    let inputs = input.partition_input_list.into_iter().map(Into::into).collect();
    let failures = glue.catalog.create_partitions(&input.database_name, &input.table_name, inputs).await?;
    Ok(Output { errors: failures.into_iter().map(Into::into).collect() })
}
