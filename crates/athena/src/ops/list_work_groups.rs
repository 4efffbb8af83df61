//! `ListWorkGroups`: the workgroups by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListWorkGroups.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, pages, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    work_groups: Vec<shapes::WorkGroupSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let page = pages::page(input.next_token, input.max_results, 50);
    let page = athena.queries.workgroups(page).await?.map(shapes::WorkGroupSummary::from);
    Ok(Output { work_groups: page.items, next_token: page.next_token })
}
