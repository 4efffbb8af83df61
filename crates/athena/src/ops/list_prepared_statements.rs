//! `ListPreparedStatements`: a workgroup's prepared statements by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListPreparedStatements.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, pages, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: String,
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
    let page = pages::page(input.next_token, input.max_results, 50);
    let workgroup = input.work_group;
    let page = athena.queries.prepared_statements(&workgroup, page).await?.map(shapes::PreparedSummary::from);
    Ok(Output { prepared_statements: page.items, next_token: page.next_token })
}
