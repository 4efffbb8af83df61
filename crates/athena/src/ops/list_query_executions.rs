//! `ListQueryExecutions`: ids of a workgroup's executions, newest first.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListQueryExecutions.html>

use boathouse_query::PRIMARY_WORKGROUP;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

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
    query_execution_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let workgroup = input.work_group.as_deref().unwrap_or(PRIMARY_WORKGROUP);
    let limit = input.max_results.and_then(|max| usize::try_from(max).ok());
    let (query_execution_ids, next_token) =
        athena.queries.list_executions(workgroup, limit, input.next_token.as_deref()).await?;
    Ok(Output { query_execution_ids, next_token })
}
