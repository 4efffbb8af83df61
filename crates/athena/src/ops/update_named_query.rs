//! `UpdateNamedQuery`: changes a named query; a description that is not given stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateNamedQuery.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_id: String,
    name: String,
    description: Option<String>,
    query_string: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let (id, name) = (input.named_query_id, input.name);
    let sql = input.query_string;
    athena.queries.update_named_query(&id, name, input.description, sql).await?;
    Ok(Output {})
}
