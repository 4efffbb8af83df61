//! `GetPreparedStatement`: one prepared statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetPreparedStatement.html>

use serde::Serialize;

use crate::shapes::{PreparedName as Input, PreparedStatement};
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    prepared_statement: PreparedStatement,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let prepared = athena.queries.prepared_statement(&input.work_group, &input.statement_name).await?;
    Ok(Output { prepared_statement: prepared.into() })
}
