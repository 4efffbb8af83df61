//! `GetSchemaVersion`: one version of a schema, by its id or number, or the latest.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetSchemaVersion.html>

use serde::{Deserialize, Serialize};

use crate::shapes::SchemaId;
use crate::shapes::registry::{SchemaVersionNumber, time};
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: Option<SchemaId>,
    schema_version_id: Option<String>,
    schema_version_number: Option<SchemaVersionNumber>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schema_version_id: String,
    schema_definition: String,
    data_format: &'static str,
    schema_arn: String,
    version_number: u64,
    status: &'static str,
    created_time: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let id = input.schema_version_id.as_deref();
    let key = glue.version_key(input.schema_id.as_ref(), id, input.schema_version_number.as_ref())?;
    let found = glue.registry.version(&glue.scope(), &key).await?;
    Ok(Output {
        schema_version_id: found.id,
        schema_definition: found.definition,
        data_format: found.format.name(),
        schema_arn: glue.schema_arn(&found.key),
        version_number: found.number,
        status: found.status.name(),
        created_time: time(found.created_ms),
    })
}
