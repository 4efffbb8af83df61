//! `CheckSchemaVersionValidity`: whether a definition is one of its format.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CheckSchemaVersionValidity.html>

use boathouse_registry::Definition;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, registry};

const ERROR_CHARS_MAX: usize = 5_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    data_format: String,
    schema_definition: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(super) async fn call(_: &Glue, input: Input) -> Result<Output, Error> {
    registry::check_definition(&input.schema_definition)?;
    let format = input.data_format.parse().map_err(|_| Error::InvalidInput("Data format is not valid.".to_owned()))?;
    let problem = match Definition::parse(format, &input.schema_definition) {
        Ok(_) => None,
        Err(boathouse_registry::Error::InvalidDefinition { problem, .. }) => Some(problem),
        Err(error) => return Err(error.into()),
    };
    let error = problem.map(|problem| problem.chars().take(ERROR_CHARS_MAX).collect());
    Ok(Output { valid: error.is_none(), error })
}
