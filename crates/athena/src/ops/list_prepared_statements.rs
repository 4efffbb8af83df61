//! `ListPreparedStatements`: a workgroup's prepared statements by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListPreparedStatements.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    prepared_statements: Vec<shapes::PreparedSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    checks::paging(&mut all, input.next_token.as_ref(), input.max_results, (1, 50));
    all.finish()?;
    let page = checks::page(input.next_token, input.max_results, 50);
    let workgroup = input.work_group.unwrap_or_default();
    let page = athena.queries.prepared_statements(&workgroup, page).await?.map(shapes::PreparedSummary::from);
    Ok(Output { prepared_statements: page.items, next_token: page.next_token })
}
