//! `UpdatePreparedStatement`: changes a prepared statement; a description that is not given stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdatePreparedStatement.html>

use boathouse_query::STATEMENT_BYTES_MAX;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    statement_name: Option<String>,
    work_group: Option<String>,
    query_statement: Option<String>,
    description: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::statement(&mut all, "statementName", input.statement_name.as_ref());
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    checks::required(&mut all, "queryStatement", input.query_statement.as_ref(), 1, STATEMENT_BYTES_MAX);
    checks::optional(&mut all, "description", input.description.as_ref(), 1, 1024);
    all.finish()?;
    let (workgroup, name) = (input.work_group.unwrap_or_default(), input.statement_name.unwrap_or_default());
    let sql = input.query_statement.unwrap_or_default();
    athena.queries.update_prepared_statement(&workgroup, &name, &sql, input.description).await?;
    Ok(Output {})
}
