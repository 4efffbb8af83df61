//! `GetPartition`: one partition.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartition.html>

use boathouse_wire::Reported;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    database_name: String,
    table_name: String,
    partition_values: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    partition: shapes::Partition,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::values("partitionValues", &input.partition_values)?;
    checks::audit_context(input.audit_context.as_ref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let found = glue.catalog.partition(&input.database_name, &input.table_name, &input.partition_values).await?;
    let owner =
        shapes::PartitionOwner { database: &input.database_name, table: &input.table_name, catalog_id: glue.account() };
    Ok(Output { partition: shapes::Partition::new(found, owner) })
}
