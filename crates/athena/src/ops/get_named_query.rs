//! `GetNamedQuery`: one named query.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetNamedQuery.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_query: shapes::NamedQuery,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let query = athena.queries.named_query(&input.named_query_id).await?;
    Ok(Output { named_query: query.into() })
}
