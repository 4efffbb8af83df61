//! `CreateNamedQuery`: keeps a query under a name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html>

use boathouse_query::{NewNamedQuery, PRIMARY_WORKGROUP};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    description: Option<String>,
    database: String,
    query_string: String,
    client_request_token: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_query_id: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let new = NewNamedQuery {
        name: input.name,
        description: input.description,
        database: input.database,
        sql: input.query_string,
        workgroup: input.work_group.unwrap_or_else(|| PRIMARY_WORKGROUP.to_owned()),
        token: input.client_request_token,
    };
    Ok(Output { named_query_id: athena.queries.create_named_query(new).await? })
}
