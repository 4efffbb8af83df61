//! `GetSchema`: one schema.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetSchema.html>

use serde::{Deserialize, Serialize};

use crate::registry::Unnamed;
use crate::shapes::SchemaId;
use crate::shapes::registry::{Schema, time};
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(flatten)]
    schema: Schema,
    created_time: String,
    updated_time: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    let found = glue.registry.schema(&glue.scope(), &key).await?;
    let (created_time, updated_time) = (time(found.created_ms), time(found.updated_ms));
    let schema = Schema::new(found, glue.registry_arn(&key.registry), glue.schema_arn(&key));
    Ok(Output { schema, created_time, updated_time })
}
