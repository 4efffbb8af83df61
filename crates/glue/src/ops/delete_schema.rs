//! `DeleteSchema`: deletes a schema with its versions.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteSchema.html>

use serde::{Deserialize, Serialize};

use crate::registry::Unnamed;
use crate::shapes::SchemaId;
use crate::shapes::registry::DELETING;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schema_arn: String,
    schema_name: String,
    status: &'static str,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    glue.registry.delete_schema(&glue.scope(), &key).await?;
    glue.tags.forget(&format!("schema/{}/{}", key.registry, key.name)).await?;
    Ok(Output { schema_arn: glue.schema_arn(&key), schema_name: key.name, status: DELETING })
}
