//! `BatchGetPreparedStatement`: prepared statements of a workgroup; unknown names are listed, not refused.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetPreparedStatement.html>

use boathouse_query::Error as QueryError;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

/// Names of one request.
const NAMES_MAX: usize = 256;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    prepared_statement_names: Option<Vec<String>>,
    work_group: Option<String>,
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
    let mut all = Constraints::new();
    match &input.prepared_statement_names {
        Some(names) => drop(all.count("preparedStatementNames", names.len(), 0, NAMES_MAX)),
        None => drop(all.missing("preparedStatementNames")),
    }
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let workgroup = input.work_group.unwrap_or_default();
    athena.queries.workgroup(&workgroup).await?;
    let mut output = Output { prepared_statements: Vec::new(), unprocessed_prepared_statement_names: Vec::new() };
    for name in input.prepared_statement_names.unwrap_or_default() {
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
