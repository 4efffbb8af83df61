//! `ListNamedQueries`: ids of a workgroup's named queries.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListNamedQueries.html>

use boathouse_query::PRIMARY_WORKGROUP;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, pages};

/// Ids of a page.
const PAGE_MAX: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_query_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let workgroup = input.work_group.as_deref().unwrap_or(PRIMARY_WORKGROUP);
    let page = pages::page(input.next_token, input.max_results.filter(|max| *max > 0), PAGE_MAX);
    let page = athena.queries.named_queries(workgroup, page).await?.map(|query| query.id);
    Ok(Output { named_query_ids: page.items, next_token: page.next_token })
}
