//! `BatchGetNamedQuery`: up to 50 named queries; unknown ids are listed, not refused.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html>

use boathouse_query::Error as QueryError;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

const IDS_MAX: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_ids: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_queries: Vec<shapes::NamedQuery>,
    unprocessed_named_query_ids: Vec<Unprocessed>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    named_query_id: String,
    error_code: &'static str,
    error_message: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    match &input.named_query_ids {
        Some(ids) => drop(all.count("namedQueryIds", ids.len(), 1, IDS_MAX)),
        None => drop(all.missing("namedQueryIds")),
    }
    all.finish()?;
    let mut output = Output { named_queries: Vec::new(), unprocessed_named_query_ids: Vec::new() };
    for id in input.named_query_ids.unwrap_or_default() {
        match athena.queries.named_query(&id).await {
            Ok(query) => output.named_queries.push(query.into()),
            Err(QueryError::NamedQueryNotFound(id)) => output.unprocessed_named_query_ids.push(Unprocessed {
                error_code: "INVALID_INPUT",
                error_message: format!("NamedQuery {id} was not found"),
                named_query_id: id,
            }),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(output)
}
