//! `GetTableVersions`: the versions of a table, newest first.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersions.html>

use boathouse_wire::Reported;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PAGE_ITEMS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    database_name: String,
    table_name: String,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_versions: Vec<shapes::TableVersion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::audit_context(input.audit_context.as_ref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let page = glue.catalog.table_versions(&input.database_name, &input.table_name, page).await?;
    let mut table_versions = Vec::with_capacity(page.items.len());
    for mut version in page.items {
        version.table = glue.with_columns_if_there(version.table).await?;
        table_versions.push(shapes::TableVersion::new(version, glue.account()));
    }
    Ok(Output { table_versions, next_token: page.next_token })
}
