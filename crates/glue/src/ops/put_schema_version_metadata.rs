//! `PutSchemaVersionMetadata`: gives a version a key and value.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_PutSchemaVersionMetadata.html>

use serde::{Deserialize, Serialize};

use crate::shapes::SchemaId;
use crate::shapes::registry::{MetadataKeyValuePair, SchemaVersionNumber, VersionMetadata};
use crate::{Error, Glue, registry};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: Option<SchemaId>,
    schema_version_id: Option<String>,
    schema_version_number: Option<SchemaVersionNumber>,
    metadata_key_value: MetadataKeyValuePair,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Output(VersionMetadata);

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let id = input.schema_version_id.as_deref();
    let key = glue.version_key(input.schema_id.as_ref(), id, input.schema_version_number.as_ref())?;
    let (metadata_key, metadata_value) = registry::metadata_pair(input.metadata_key_value)?;
    let version = glue.registry.put_metadata(&glue.scope(), &key, &metadata_key, &metadata_value).await?;
    Ok(Output(VersionMetadata {
        schema_arn: glue.schema_arn(&version.key),
        schema_name: version.key.name,
        registry_name: version.key.registry,
        latest_version: input.schema_version_number.and_then(|number| number.latest_version).unwrap_or_default(),
        version_number: version.number,
        schema_version_id: version.id,
        metadata_key,
        metadata_value,
    }))
}
