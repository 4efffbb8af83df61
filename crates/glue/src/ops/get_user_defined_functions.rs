//! `GetUserDefinedFunctions`: functions of one database or of all, by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunctions.html>

use boathouse_catalog::FunctionsRequest;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::function::{FUNCTION_TYPES, Function};
use crate::{Error, Glue, checks};

const PAGE_ITEMS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: Option<String>,
    pattern: String,
    function_type: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    user_defined_functions: Vec<Function>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("pattern", &input.pattern)])?;
    checks::names(&input.database_name.as_deref().map(|name| ("databaseName", name)).into_iter().collect::<Vec<_>>())?;
    let mut all = Constraints::naming_values();
    checks::choice(&mut all, "functionType", input.function_type.as_deref(), FUNCTION_TYPES);
    all.finish()?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let request =
        FunctionsRequest { database: input.database_name, pattern: input.pattern, kind: input.function_type, page };
    let found = glue.catalog.functions(request).await?;
    let shown = found.items.into_iter().map(|function| Function::new(function, glue.account()));
    Ok(Output { user_defined_functions: shown.collect(), next_token: found.next_token })
}
