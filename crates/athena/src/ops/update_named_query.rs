//! `UpdateNamedQuery`: changes a named query; a description that is not given stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateNamedQuery.html>

use boathouse_query::STATEMENT_BYTES_MAX;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_id: Option<String>,
    name: Option<String>,
    description: Option<String>,
    query_string: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "namedQueryId", input.named_query_id.as_ref(), 1, 128);
    checks::required(&mut all, "name", input.name.as_ref(), 1, 128);
    checks::optional(&mut all, "description", input.description.as_ref(), 0, 1024);
    checks::required(&mut all, "queryString", input.query_string.as_ref(), 1, STATEMENT_BYTES_MAX);
    all.finish()?;
    let (id, name) = (input.named_query_id.unwrap_or_default(), input.name.unwrap_or_default());
    let sql = input.query_string.unwrap_or_default();
    athena.queries.update_named_query(&id, name, input.description, sql).await?;
    Ok(Output {})
}
