//! `ListResources`: the registered places.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListResources.html>

use boathouse_permissions::Location;
use serde::{Deserialize, Serialize};

use crate::shapes::location::{FilterCondition, ResourceInfo};
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    filter_condition_list: Option<Vec<FilterCondition>>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    resource_info_list: Vec<ResourceInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results)?;
    let filters = input.filter_condition_list.unwrap_or_default();
    filters.iter().try_for_each(FilterCondition::check)?;
    let wanted = |location: &Location| filters.iter().all(|filter| filter.fits(location));
    let found = service.permissions.locations(&service.scope(), page, wanted).await?;
    let resource_info_list = found.items.into_iter().map(Into::into).collect();
    Ok(Output { resource_info_list, next_token: found.next_token })
}
