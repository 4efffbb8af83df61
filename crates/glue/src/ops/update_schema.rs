//! `UpdateSchema`: changes the compatibility, checkpoint or description of a schema.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateSchema.html>

use boathouse_registry::UpdateSchema;
use serde::{Deserialize, Serialize};

use crate::registry::{self, Unnamed};
use crate::shapes::SchemaId;
use crate::shapes::registry::SchemaVersionNumber;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
    schema_version_number: Option<SchemaVersionNumber>,
    compatibility: Option<String>,
    description: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schema_arn: String,
    schema_name: String,
    registry_name: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    registry::check_description(input.description.as_deref())?;
    let invalid = || Error::InvalidInput("Compatibility is not valid.".to_owned());
    let compatibility = input.compatibility.map(|name| name.parse().map_err(|_| invalid())).transpose()?;
    let checkpoint = input.schema_version_number.as_ref().map(registry::version_number).transpose()?;
    if compatibility.is_none() && checkpoint.is_none() && input.description.is_none() {
        return Err(Error::InvalidInput("One of VersionNumber or Compatibility has to be provided.".to_owned()));
    }
    let change = UpdateSchema { compatibility, checkpoint, description: input.description };
    glue.registry.update_schema(&glue.scope(), &key, change).await?;
    Ok(Output { schema_arn: glue.schema_arn(&key), schema_name: key.name, registry_name: key.registry })
}
