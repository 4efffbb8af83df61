//! `CreateRegistry`: makes a registry.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateRegistry.html>

use serde::{Deserialize, Serialize};

use crate::tags::{self, TagMap};
use crate::{Error, Glue, registry};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_name: String,
    description: Option<String>,
    tags: Option<TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    registry_arn: String,
    registry_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<TagMap>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    registry::check_name("registryName", &input.registry_name)?;
    registry::check_description(input.description.as_deref())?;
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let made = glue.registry.create_registry(&glue.scope(), &input.registry_name, input.description).await?;
    if !tags.is_empty() {
        glue.tags.add(&format!("registry/{}", made.name), tags.clone()).await?;
    }
    Ok(Output {
        registry_arn: glue.registry_arn(&made.name),
        registry_name: made.name,
        description: made.description,
        tags: Some(tags).filter(|tags| !tags.is_empty()),
    })
}
