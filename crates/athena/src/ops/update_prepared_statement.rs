//! `UpdatePreparedStatement`: changes a prepared statement; a description that is not given stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdatePreparedStatement.html>

use serde::Serialize;

use crate::shapes::Preparation as Input;
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let Input { statement_name, work_group, query_statement, description } = input;
    athena.queries.update_prepared_statement(&work_group, &statement_name, &query_statement, description).await?;
    Ok(Output {})
}
