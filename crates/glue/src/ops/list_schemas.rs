//! `ListSchemas`: the schemas of a registry or of all, by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListSchemas.html>

use serde::{Deserialize, Serialize};

use crate::shapes::registry::{RegistryId, SchemaListItem};
use crate::{Error, Glue, registry};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    registry_id: Option<RegistryId>,
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schemas: Vec<SchemaListItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let of = glue.registry_name(input.registry_id.as_ref())?;
    let page = registry::page(input.next_token, input.max_results)?;
    let page = glue.registry.schemas(&glue.scope(), of.as_deref(), page).await?;
    let schemas = page.items.into_iter().map(|found| {
        let arn = glue.schema_arn(&found.key);
        SchemaListItem::new(found, arn)
    });
    Ok(Output { schemas: schemas.collect(), next_token: page.next_token })
}
