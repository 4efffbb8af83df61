//! `UpdateColumnStatisticsForTable`: keeps statistics of columns of a table; those of unknown columns are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateColumnStatisticsForTable.html>

use boathouse_catalog::StatisticsOwner;
use serde::{Deserialize, Serialize};

use crate::shapes::statistics::{ColumnStatistics, ColumnStatisticsError};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    column_statistics_list: Vec<ColumnStatistics>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<ColumnStatisticsError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::statistics(&input.column_statistics_list)?;
    let statistics = input.column_statistics_list.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    let owner = StatisticsOwner::Table;
    let failures = glue.catalog.update_statistics(&input.database_name, &input.table_name, owner, statistics).await?;
    Ok(Output { errors: failures.into_iter().map(Into::into).collect() })
}
