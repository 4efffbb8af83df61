//! `GetQueryExecution`: one execution as it stands.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryExecution.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

/// As long as AWS's own answer takes to arrive, one about a running query waits for the query's end: clients ask at
/// once and then sleep for up to a second before they ask again, however short the query is.
const WAIT_MAX: Duration = Duration::from_millis(100);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    query_execution: shapes::QueryExecution,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let id = input.query_execution_id;
    Ok(Output { query_execution: athena.queries.execution_within(&id, WAIT_MAX).await?.into() })
}
