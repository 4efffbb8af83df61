//! `RevokePermissions`: takes permissions from a principal.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RevokePermissions.html>

use boathouse_permissions::Permission;
use serde::{Deserialize, Serialize};

use crate::shapes::grant::{self, Condition, DataLakePrincipal};
use crate::shapes::resource::Resource;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    principal: DataLakePrincipal,
    resource: Resource,
    permissions: Vec<Permission>,
    condition: Option<Condition>,
    permissions_with_grant_option: Option<Vec<Permission>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let Input { principal, resource, permissions, condition, permissions_with_grant_option, .. } = input;
    let change = grant::change(service, principal, resource, permissions, condition, permissions_with_grant_option)?;
    service.permissions.revoke(&service.scope(), change).await.map_err(Error::of_grant)?;
    Ok(Output {})
}
