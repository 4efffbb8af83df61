//! `GetEffectivePermissionsForPath`: the grants on what lies at a place.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetEffectivePermissionsForPath.html>

use serde::{Deserialize, Serialize};

use crate::shapes::grant::PrincipalResourcePermissions;
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    resource_arn: String,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    permissions: Vec<PrincipalResourcePermissions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::page(input.next_token, input.max_results)?;
    checks::location_arn(&input.resource_arn)?;
    let found = service.permissions.grants_at(&service.scope(), &input.resource_arn, page).await?;
    let shown = |grant| PrincipalResourcePermissions::new(service.account(), grant);
    Ok(Output { permissions: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
