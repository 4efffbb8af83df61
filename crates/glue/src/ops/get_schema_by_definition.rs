//! `GetSchemaByDefinition`: the version of a schema that has a definition.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetSchemaByDefinition.html>

use serde::{Deserialize, Serialize};

use crate::registry::{self, Unnamed};
use crate::shapes::SchemaId;
use crate::shapes::registry::time;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
    schema_definition: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schema_version_id: String,
    schema_arn: String,
    data_format: &'static str,
    status: &'static str,
    created_time: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    registry::check_definition(&input.schema_definition)?;
    let found = glue.registry.version_by_definition(&glue.scope(), &key, &input.schema_definition).await?;
    Ok(Output {
        schema_version_id: found.id,
        schema_arn: glue.schema_arn(&found.key),
        data_format: found.format.name(),
        status: found.status.name(),
        created_time: time(found.created_ms),
    })
}
