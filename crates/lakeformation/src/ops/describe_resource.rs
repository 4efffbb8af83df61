//! `DescribeResource`: a registered place.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DescribeResource.html>

use serde::{Deserialize, Serialize};

use crate::shapes::location::ResourceInfo;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    resource_info: ResourceInfo,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    Ok(Output { resource_info: service.permissions.location(&service.scope(), &input.resource_arn).await?.into() })
}
