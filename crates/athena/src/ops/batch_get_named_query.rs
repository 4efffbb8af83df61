//! `BatchGetNamedQuery`: up to 50 named queries; unknown ids are listed, not refused.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html>

use boathouse_query::Error as QueryError;
use serde::{Deserialize, Serialize};

use crate::error::named_query_not_found;
use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    named_query_ids: Vec<String>,
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
    let mut output = Output { named_queries: Vec::new(), unprocessed_named_query_ids: Vec::new() };
    for id in input.named_query_ids {
        match athena.queries.named_query(&id).await {
            Ok(query) => output.named_queries.push(query.into()),
            Err(QueryError::NamedQueryNotFound(id)) => output.unprocessed_named_query_ids.push(Unprocessed {
                error_code: "INVALID_INPUT",
                error_message: named_query_not_found(&id),
                named_query_id: id,
            }),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(output)
}
