//! `ListTagsForResource`: the tags of a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTagsForResource.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn, checks, shapes};

/// Tags of a page when nobody says.
const PAGE_MAX: usize = 75;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
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
    let mut all = Constraints::new();
    checks::required(&mut all, "resourceARN", input.resource_arn.as_ref(), 1, 1011);
    checks::paging(&mut all, input.next_token.as_ref(), input.max_results, (75, i32::MAX));
    all.finish()?;
    let resource = arn::resource(athena, &input.resource_arn.unwrap_or_default())?;
    let page = checks::page(input.next_token, input.max_results, PAGE_MAX);
    let page = athena.queries.tags(&resource, page).await?.map(shapes::Tag::from);
    Ok(Output { tags: page.items, next_token: page.next_token })
}
