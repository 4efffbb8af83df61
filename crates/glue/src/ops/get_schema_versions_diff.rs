//! `GetSchemaVersionsDiff`: the difference between two versions, line by line in the unified form.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetSchemaVersionsDiff.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::registry::{self, Unnamed};
use crate::shapes::SchemaId;
use crate::shapes::registry::SchemaVersionNumber;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
    first_schema_version_number: SchemaVersionNumber,
    second_schema_version_number: SchemaVersionNumber,
    schema_diff_type: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    Constraints::naming_values().one_of("schemaDiffType", &input.schema_diff_type, &["SYNTAX_DIFF"]).finish()?;
    let first = registry::version_number(&input.first_schema_version_number)?;
    let second = registry::version_number(&input.second_schema_version_number)?;
    let diff = glue.registry.diff(&glue.scope(), &key, first, second).await?;
    // The model has no empty difference.
    Ok(Output { diff: Some(diff).filter(|diff| !diff.is_empty()) })
}
