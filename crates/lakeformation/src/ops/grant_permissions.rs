//! `GrantPermissions`: gives permissions to a principal.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html>

use serde::Serialize;

use crate::shapes::grant::PermissionsInput;
use crate::{Error, LakeFormation};

pub(super) type Input = PermissionsInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let change = input.into_change(service)?;
    service.may_pass_on(&change).await?;
    service.permissions.grant(&service.scope(), change).await.map_err(Error::of_grant)?;
    Ok(Output {})
}
