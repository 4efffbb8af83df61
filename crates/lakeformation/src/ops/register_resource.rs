//! `RegisterResource`: puts a place into the care of the lake.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RegisterResource.html>

use boathouse_permissions::Location;
use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: String,
    use_service_linked_role: Option<bool>,
    role_arn: Option<String>,
    with_federation: Option<bool>,
    hybrid_access_enabled: Option<bool>,
    with_privileged_access: Option<bool>,
    expected_resource_owner_account: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    checks::location_arn(&input.resource_arn)?;
    let role_arn = match (input.use_service_linked_role.unwrap_or_default(), input.role_arn) {
        (true, Some(_)) => {
            return Err(Error::InvalidInput(
                "Either RoleArn or UseServiceLinkedRole can be given, not both.".to_owned(),
            ));
        }
        (true, None) => service.service_linked_role(),
        (false, Some(role)) => role,
        (false, None) => {
            return Err(Error::InvalidInput("RoleArn is required unless UseServiceLinkedRole is true.".to_owned()));
        }
    };
    checks::role_arn(&role_arn)?;
    let location = Location {
        arn: input.resource_arn,
        role_arn: Some(role_arn),
        with_federation: input.with_federation,
        hybrid_access: input.hybrid_access_enabled,
        privileged_access: input.with_privileged_access,
        owner_account: input.expected_resource_owner_account,
        ..Location::default()
    };
    service.permissions.register(&service.scope(), location).await?;
    Ok(Output {})
}
