//! `DeleteRegistry`: deletes a registry with its schemas.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteRegistry.html>

use serde::{Deserialize, Serialize};

use crate::shapes::registry::{DELETING, RegistryId};
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_id: RegistryId,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    registry_name: String,
    registry_arn: String,
    status: &'static str,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let name = glue.named_registry(&input.registry_id)?;
    glue.registry.delete_registry(&glue.scope(), &name).await?;
    glue.tags.forget(&format!("registry/{name}")).await?;
    Ok(Output { registry_arn: glue.registry_arn(&name), registry_name: name, status: DELETING })
}
