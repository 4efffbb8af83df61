//! `DeleteNamedQuery`: forgets a named query.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteNamedQuery.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.delete_named_query(&input.named_query_id).await?;
    Ok(Output {})
}
