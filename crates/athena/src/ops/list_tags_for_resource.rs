//! `ListTagsForResource`: the tags of a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTagsForResource.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn, pages, shapes};

/// Tags of a page when nobody says.
const PAGE_MAX: usize = 75;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    tags: Vec<shapes::Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let resource = arn::resource(athena, &input.resource_arn)?;
    let page = pages::page(input.next_token, input.max_results, PAGE_MAX);
    let page = athena.queries.tags(&resource, page).await?.map(shapes::Tag::from);
    Ok(Output { tags: page.items, next_token: page.next_token })
}
