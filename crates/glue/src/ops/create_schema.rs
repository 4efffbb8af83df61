//! `CreateSchema`: makes a schema and its first version.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateSchema.html>

use boathouse_registry::{Compatibility, SchemaInput, SchemaKey};
use serde::{Deserialize, Serialize};

use crate::registry::{self, DEFAULT_REGISTRY};
use crate::shapes::registry::{RegistryId, Schema};
use crate::tags::{self, TagMap};
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_id: Option<RegistryId>,
    schema_name: String,
    data_format: String,
    compatibility: Option<String>,
    description: Option<String>,
    tags: Option<TagMap>,
    schema_definition: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(flatten)]
    schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<TagMap>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version_status: Option<&'static str>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let registry = glue.registry_name(input.registry_id.as_ref())?;
    registry::check_name("schemaName", &input.schema_name)?;
    registry::check_description(input.description.as_deref())?;
    input.schema_definition.as_deref().map_or(Ok(()), registry::check_definition)?;
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let format = input.data_format.parse().map_err(|_| Error::InvalidInput("Data format is not valid.".to_owned()))?;
    let compatibility = match input.compatibility {
        Some(name) => name.parse().map_err(|_| Error::InvalidInput("Compatibility is not valid.".to_owned()))?,
        None => Compatibility::None,
    };
    let make_registry = registry.as_deref().is_none_or(|name| name == DEFAULT_REGISTRY);
    let key = SchemaKey::new(registry.unwrap_or_else(|| DEFAULT_REGISTRY.to_owned()), input.schema_name);
    let made =
        SchemaInput { key, format, compatibility, description: input.description, definition: input.schema_definition };
    let (schema, version) = glue.registry.create_schema(&glue.scope(), made, make_registry).await?;
    if !tags.is_empty() {
        let resource = format!("schema/{}/{}", schema.key.registry, schema.key.name);
        glue.tags.add(&resource, tags.clone()).await?;
    }
    let (registry_arn, schema_arn) = (glue.registry_arn(&schema.key.registry), glue.schema_arn(&schema.key));
    Ok(Output {
        schema: Schema::new(schema, registry_arn, schema_arn),
        tags: Some(tags).filter(|tags| !tags.is_empty()),
        schema_version_status: version.as_ref().map(|version| version.status.name()),
        schema_version_id: version.map(|version| version.id),
    })
}
