//! `DeleteTable`: drops a table with its versions and partitions.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    transaction_id: Option<String>,
    database_name: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("name", &input.name)])?;
    checks::transaction(input.transaction_id.as_deref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.delete_table(&input.database_name, &input.name).await?;
    glue.tags.forget(&format!("table/{}/{}", input.database_name, input.name).to_lowercase()).await?;
    Ok(Output {})
}
