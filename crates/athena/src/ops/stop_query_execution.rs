//! `StopQueryExecution`: stops an execution that has not ended.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_StopQueryExecution.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_id: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut checks = Constraints::new();
    checks::required(&mut checks, "queryExecutionId", input.query_execution_id.as_ref(), 1, 128);
    checks.finish()?;
    athena.queries.stop(&input.query_execution_id.unwrap_or_default()).await?;
    Ok(Output {})
}
