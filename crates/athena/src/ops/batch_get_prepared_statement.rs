//! `BatchGetPreparedStatement`: prepared statements of a workgroup; unknown names are listed, not refused.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetPreparedStatement.html>

use boathouse_query::Error as QueryError;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    prepared_statement_names: Vec<String>,
    work_group: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    prepared_statements: Vec<shapes::PreparedStatement>,
    unprocessed_prepared_statement_names: Vec<Unprocessed>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    statement_name: String,
    error_code: &'static str,
    error_message: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let workgroup = input.work_group;
    athena.queries.workgroup(&workgroup).await?;
    let mut output = Output { prepared_statements: Vec::new(), unprocessed_prepared_statement_names: Vec::new() };
    for name in input.prepared_statement_names {
        match athena.queries.prepared_statement(&workgroup, &name).await {
            Ok(prepared) => output.prepared_statements.push(prepared.into()),
            // The message is one of a few words that callers look for.
            Err(QueryError::PreparedNotFound(name, _)) => {
                output.unprocessed_prepared_statement_names.push(Unprocessed {
                    statement_name: name,
                    error_code: "STATEMENT_NOT_FOUND",
                    error_message: "STATEMENT_NOT_FOUND".to_owned(),
                });
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(output)
}
