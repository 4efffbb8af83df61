//! `UpdateUserDefinedFunction`: replaces everything of a function.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateUserDefinedFunction.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::function::FunctionInput;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    function_name: String,
    function_input: FunctionInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("functionName", &input.function_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let mut all = Constraints::naming_values();
    input.function_input.check(&mut all);
    all.finish()?;
    glue.catalog.update_function(&input.database_name, &input.function_name, input.function_input.into()).await?;
    Ok(Output {})
}
