//! `DeregisterResource`: takes a place from the care of the lake.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeregisterResource.html>

use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.permissions.deregister(&service.scope(), &input.resource_arn).await?;
    Ok(Output {})
}
