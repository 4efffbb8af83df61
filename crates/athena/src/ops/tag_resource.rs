//! `TagResource`: adds tags to a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    tags: Vec<shapes::Tag>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let resource = arn::resource(athena, &input.resource_arn)?;
    let tags = shapes::Tag::pairs(Some(input.tags))?;
    athena.queries.tag(&resource, tags).await?;
    Ok(Output {})
}
