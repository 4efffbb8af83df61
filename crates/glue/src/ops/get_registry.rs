//! `GetRegistry`: one registry.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetRegistry.html>

use serde::{Deserialize, Serialize};

use crate::shapes::registry::{Registry, RegistryId};
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_id: RegistryId,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Output(Registry);

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let name = glue.named_registry(&input.registry_id)?;
    let found = glue.registry.registry(&glue.scope(), &name).await?;
    let arn = glue.registry_arn(&found.name);
    Ok(Output(Registry::new(found, arn)))
}
