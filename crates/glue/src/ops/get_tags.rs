//! `GetTags`: the tags of a resource.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, tags};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    tags: tags::TagMap,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let resource = glue.existing_resource(&input.resource_arn).await?;
    Ok(Output { tags: glue.tags.get(&resource).await? })
}
