//! `GetTableVersion`: a table as it was at a version.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersion.html>

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
    version_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_version: shapes::TableVersion,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::audit_context(input.audit_context.as_ref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let version = input.version_id.as_deref().map(checks::version).transpose()?;
    let mut found = glue.catalog.table_version(&input.database_name, &input.table_name, version).await?;
    found.table = glue.with_columns_if_there(found.table).await?;
    Ok(Output { table_version: shapes::TableVersion::new(found, glue.account()) })
}
