//! `UntagResource`: takes tags from a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UntagResource.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    tag_keys: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let resource = arn::resource(athena, &input.resource_arn)?;
    athena.queries.untag(&resource, input.tag_keys).await?;
    Ok(Output {})
}
