//! `BatchUpdatePartition`: replaces many partitions; those that cannot be are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartition.html>

use boathouse_catalog::{PartitionFailure, PartitionUpdate};
use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::{Error, Glue, checks, shapes};

const PARTITIONS_MAX: usize = 100;
const VALUES_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<Failure>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::count("entries", input.entries.len(), 1, PARTITIONS_MAX)?;
    for (index, entry) in input.entries.iter().enumerate() {
        let at = format!("entries.{}.member", index + 1);
        checks::count(&format!("{at}.partitionValueList"), entry.partition_value_list.len(), 0, VALUES_MAX)?;
        checks::values(&format!("{at}.partitionValueList"), &entry.partition_value_list)?;
        checks::partition(&format!("{at}.partitionInput"), &entry.partition_input)?;
    }
    let updates = input.entries.into_iter().map(Into::into).collect();
    let failures = glue.catalog.update_partitions(&input.database_name, &input.table_name, updates).await?;
    let told = |failure: PartitionFailure| Failure {
        partition_value_list: failure.values,
        error_detail: Error::from(failure.error).into(),
    };
    Ok(Output { errors: failures.into_iter().map(told).collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    partition_value_list: Vec<String>,
    partition_input: shapes::PartitionInput,
}

impl From<Entry> for PartitionUpdate {
    fn from(entry: Entry) -> Self {
        Self { values: entry.partition_value_list, input: entry.partition_input.into() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    partition_value_list: Vec<String>,
    error_detail: ErrorDetail,
}
