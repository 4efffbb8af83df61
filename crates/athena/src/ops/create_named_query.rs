//! `CreateNamedQuery`: keeps a query under a name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html>

use boathouse_query::{NewNamedQuery, PRIMARY_WORKGROUP, STATEMENT_BYTES_MAX};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    description: Option<String>,
    database: Option<String>,
    query_string: Option<String>,
    client_request_token: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    named_query_id: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "name", input.name.as_ref(), 1, 128);
    checks::optional(&mut all, "description", input.description.as_ref(), 1, 1024);
    checks::required(&mut all, "database", input.database.as_ref(), 1, 255);
    checks::required(&mut all, "queryString", input.query_string.as_ref(), 1, STATEMENT_BYTES_MAX);
    checks::optional(&mut all, "clientRequestToken", input.client_request_token.as_ref(), 32, 128);
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let new = NewNamedQuery {
        name: input.name.unwrap_or_default(),
        description: input.description,
        database: input.database.unwrap_or_default(),
        sql: input.query_string.unwrap_or_default(),
        workgroup: input.work_group.unwrap_or_else(|| PRIMARY_WORKGROUP.to_owned()),
        token: input.client_request_token,
    };
    Ok(Output { named_query_id: athena.queries.create_named_query(new).await? })
}
