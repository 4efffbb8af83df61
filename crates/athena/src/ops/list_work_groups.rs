//! `ListWorkGroups`: the workgroups by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListWorkGroups.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

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
    let mut all = Constraints::new();
    checks::paging(&mut all, input.next_token.as_ref(), input.max_results, (1, 50));
    all.finish()?;
    let page = checks::page(input.next_token, input.max_results, 50);
    let page = athena.queries.workgroups(page).await?.map(shapes::WorkGroupSummary::from);
    Ok(Output { work_groups: page.items, next_token: page.next_token })
}
