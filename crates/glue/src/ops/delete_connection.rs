//! `DeleteConnection`: forgets a connection.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteConnection.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    connection_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("connectionName", &input.connection_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.delete_connection(&input.connection_name).await?;
    Ok(Output {})
}
