//! `BatchGetPartition`: many partitions by their values.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetPartition.html>

use boathouse_wire::Reported;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PARTITIONS_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    query_session_context: Option<Reported<checks::QuerySessionContext>>,
    database_name: String,
    table_name: String,
    partitions_to_get: Vec<shapes::PartitionValueList>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    partitions: Vec<shapes::Partition>,
    unprocessed_keys: Vec<shapes::PartitionValueList>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::audit_context(input.audit_context.as_ref())?;
    checks::session_context(input.query_session_context.as_ref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::count("partitionsToGet", input.partitions_to_get.len(), 0, PARTITIONS_MAX)?;
    for (index, list) in input.partitions_to_get.iter().enumerate() {
        checks::values(&format!("partitionsToGet.{}.member.values", index + 1), &list.values)?;
    }
    let wanted = input.partitions_to_get.into_iter().map(|list| list.values).collect();
    let outcome = glue.catalog.partitions_by_values(&input.database_name, &input.table_name, wanted).await?;
    let owner =
        shapes::PartitionOwner { database: &input.database_name, table: &input.table_name, catalog_id: glue.account() };
    // Partitions that are not there are left out, not unprocessed: callers ask again for the latter.
    let partitions = outcome.found.into_iter().map(|partition| shapes::Partition::new(partition, owner)).collect();
    Ok(Output { partitions, unprocessed_keys: Vec::new() })
}
