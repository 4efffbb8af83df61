//! `UpdateResource`: changes the role of a registered place.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateResource.html>

use boathouse_permissions::LocationChange;
use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    role_arn: String,
    resource_arn: String,
    with_federation: Option<bool>,
    hybrid_access_enabled: Option<bool>,
    expected_resource_owner_account: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    checks::role_arn(&input.role_arn)?;
    let change = LocationChange {
        role_arn: input.role_arn,
        with_federation: input.with_federation,
        hybrid_access: input.hybrid_access_enabled,
        owner_account: input.expected_resource_owner_account,
    };
    service.permissions.update_location(&service.scope(), &input.resource_arn, change).await?;
    Ok(Output {})
}
