//! `ListLFTags`: the tags by key.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLFTags.html>

use serde::{Deserialize, Serialize};

use crate::shapes::tag::LfTagPair;
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ResourceShareType {
    Foreign,
    All,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    resource_share_type: Option<ResourceShareType>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(rename = "LFTags")]
    tags: Vec<LfTagPair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::page(input.next_token, input.max_results)?;
    // No other account shares its tags with this one.
    if matches!(input.resource_share_type, Some(ResourceShareType::Foreign)) {
        return Ok(Output { tags: Vec::new(), next_token: None });
    }
    let found = service.permissions.tags(&service.scope(), page).await?;
    let tags = found.items.into_iter().map(|tag| LfTagPair::new(service.account(), tag)).collect();
    Ok(Output { tags, next_token: found.next_token })
}
