//! `UntagResource`: takes tags from a resource.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UntagResource.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, tags};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: String,
    tags_to_remove: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::count("tagsToRemove", input.tags_to_remove.len(), 0, tags::TAGS_MAX)?;
    let resource = glue.existing_resource(&input.resource_arn).await?;
    glue.tags.remove(&resource, input.tags_to_remove).await?;
    Ok(Output {})
}
