//! `GetNamedQuery`: one named query.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetNamedQuery.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_query: shapes::NamedQuery,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "namedQueryId", input.named_query_id.as_ref(), 1, 128);
    all.finish()?;
    let query = athena.queries.named_query(&input.named_query_id.unwrap_or_default()).await?;
    Ok(Output { named_query: query.into() })
}
