//! `DeleteColumnStatisticsForTable`: forgets the statistics of one column of a table.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteColumnStatisticsForTable.html>

use boathouse_catalog::StatisticsOwner;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    column_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let Input { database_name, table_name, column_name, .. } = &input;
    checks::names(&[("databaseName", database_name), ("tableName", table_name), ("columnName", column_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let owner = StatisticsOwner::Table;
    glue.catalog.delete_statistics(database_name, table_name, owner, column_name).await?;
    Ok(Output {})
}
