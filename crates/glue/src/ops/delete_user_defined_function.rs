//! `DeleteUserDefinedFunction`: drops a function.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteUserDefinedFunction.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    function_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("functionName", &input.function_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.delete_function(&input.database_name, &input.function_name).await?;
    Ok(Output {})
}
