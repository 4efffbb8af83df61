//! `DeletePreparedStatement`: forgets a prepared statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeletePreparedStatement.html>

use serde::Serialize;

use crate::shapes::PreparedName as Input;
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.delete_prepared_statement(&input.work_group, &input.statement_name).await?;
    Ok(Output {})
}
