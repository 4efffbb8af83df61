//! `GetPreparedStatement`: one prepared statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetPreparedStatement.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    statement_name: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    prepared_statement: shapes::PreparedStatement,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::statement(&mut all, "statementName", input.statement_name.as_ref());
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let (workgroup, name) = (input.work_group.unwrap_or_default(), input.statement_name.unwrap_or_default());
    Ok(Output { prepared_statement: athena.queries.prepared_statement(&workgroup, &name).await?.into() })
}
