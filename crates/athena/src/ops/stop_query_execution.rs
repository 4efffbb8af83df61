//! `StopQueryExecution`: stops an execution that has not ended.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_StopQueryExecution.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.stop(&input.query_execution_id).await?;
    Ok(Output {})
}
