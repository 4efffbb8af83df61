//! `ListSchemaVersions`: the versions of a schema by number.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListSchemaVersions.html>

use serde::{Deserialize, Serialize};

use crate::registry::{self, Unnamed};
use crate::shapes::SchemaId;
use crate::shapes::registry::time;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schemas: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    let page = registry::page(input.next_token, input.max_results)?;
    let page = glue.registry.versions(&glue.scope(), &key, page).await?;
    let schemas = page.items.into_iter().map(|found| Item {
        schema_arn: glue.schema_arn(&found.key),
        schema_version_id: found.id,
        version_number: found.number,
        status: found.status.name(),
        created_time: time(found.created_ms),
    });
    Ok(Output { schemas: schemas.collect(), next_token: page.next_token })
}

/// `SchemaVersionListItem`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    schema_arn: String,
    schema_version_id: String,
    version_number: u64,
    status: &'static str,
    created_time: String,
}
