//! `UpdateRegistry`: gives a registry another description.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateRegistry.html>

use serde::{Deserialize, Serialize};

use crate::shapes::registry::RegistryId;
use crate::{Error, Glue, registry};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_id: RegistryId,
    description: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    registry_name: String,
    registry_arn: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let name = glue.named_registry(&input.registry_id)?;
    registry::check_description(Some(&input.description))?;
    let found = glue.registry.update_registry(&glue.scope(), &name, Some(input.description)).await?;
    Ok(Output { registry_arn: glue.registry_arn(&found.name), registry_name: found.name })
}
