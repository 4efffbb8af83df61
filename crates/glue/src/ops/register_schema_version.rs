//! `RegisterSchemaVersion`: adds a version to a schema.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_RegisterSchemaVersion.html>

use serde::{Deserialize, Serialize};

use crate::registry::{self, Unnamed};
use crate::shapes::SchemaId;
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
    version_number: u64,
    status: &'static str,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Refused)?;
    registry::check_definition(&input.schema_definition)?;
    let made = glue.registry.register_version(&glue.scope(), &key, &input.schema_definition).await?;
    if let Some(why) = made.failure {
        // The answer has no place for the reason.
        tracing::warn!(schema = key.name, version = made.version.number, why, "a schema version is not compatible");
    }
    let status = made.version.status.name();
    Ok(Output { schema_version_id: made.version.id, version_number: made.version.number, status })
}
