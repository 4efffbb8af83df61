//! `GetConnections`: connections by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnections.html>

use boathouse_catalog::ConnectionsRequest;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::connection::{Connection, Filter};
use crate::{Error, Glue, checks};

const PAGE_ITEMS_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    filter: Option<Filter>,
    hide_password: Option<bool>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    connection_list: Vec<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let filter = input.filter.unwrap_or_default();
    let mut all = Constraints::naming_values();
    filter.check(&mut all);
    all.finish()?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let request = ConnectionsRequest {
        match_criteria: filter.match_criteria.unwrap_or_default(),
        kind: filter.connection_type,
        schema_version: filter.connection_schema_version,
        page,
    };
    let passwords = glue.passwords(input.hide_password).await?;
    let found = glue.connections.connections(&glue.scope(), request, passwords).await?;
    Ok(Output { connection_list: found.items.into_iter().map(Into::into).collect(), next_token: found.next_token })
}
