//! `GetTable`: one table definition.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html>

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    name: String,
    query_as_of_time: Option<IgnoredAny>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table: shapes::Table,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("name", &input.name)])?;
    checks::refuse("QueryAsOfTime", input.query_as_of_time.is_some())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let table = glue.catalog.table(&input.database_name, &input.name).await?;
    let table = glue.with_columns(table).await?;
    Ok(Output { table: shapes::Table::new(table, glue.account()) })
}
