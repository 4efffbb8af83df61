//! `BatchGetQueryExecution`: up to 50 executions; unknown ids are listed, not refused.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetQueryExecution.html>

use boathouse_query::Error as QueryError;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    query_executions: Vec<shapes::QueryExecution>,
    unprocessed_query_execution_ids: Vec<Unprocessed>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    query_execution_id: String,
    error_code: &'static str,
    error_message: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut output = Output { query_executions: Vec::new(), unprocessed_query_execution_ids: Vec::new() };
    for id in input.query_execution_ids {
        match athena.queries.execution(&id).await {
            Ok(execution) => output.query_executions.push(execution.into()),
            Err(QueryError::ExecutionNotFound(id)) => output.unprocessed_query_execution_ids.push(Unprocessed {
                error_code: "QUERY_EXECUTION_NOT_FOUND",
                error_message: format!("QueryExecution {id} was not found"),
                query_execution_id: id,
            }),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(output)
}
