//! `PutSchemaVersionMetadata`: gives a version a key and value.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_PutSchemaVersionMetadata.html>

use crate::shapes::registry::{VersionMetadata, VersionMetadataInput};
use crate::{Error, Glue, registry};

pub(super) type Input = VersionMetadataInput;

pub(super) type Output = VersionMetadata;

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = input.version_key(glue)?;
    let (name, value) = registry::metadata_pair(input.metadata_key_value)?;
    let version = glue.registry.put_metadata(&glue.scope(), &key, &name, &value).await?;
    Ok(VersionMetadata::new(glue, version, input.schema_version_number, (name, value)))
}
