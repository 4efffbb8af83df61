//! `CreateUserDefinedFunction`: makes a function of a database.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateUserDefinedFunction.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::function::FunctionInput;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    function_input: FunctionInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    let mut all = Constraints::naming_values();
    input.function_input.check(&mut all);
    all.finish()?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::required("functionInput.functionName", input.function_input.function_name.as_ref())?;
    glue.catalog.create_function(&input.database_name, input.function_input.into()).await?;
    Ok(Output {})
}
