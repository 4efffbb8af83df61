//! `DeleteTableVersion`: forgets an old version of a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTableVersion.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    version_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[
        ("databaseName", &input.database_name),
        ("tableName", &input.table_name),
        ("versionId", &input.version_id),
    ])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let version = checks::version(&input.version_id)?;
    glue.catalog.delete_table_version(&input.database_name, &input.table_name, version).await?;
    Ok(Output {})
}
