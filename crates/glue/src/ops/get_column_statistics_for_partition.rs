//! `GetColumnStatisticsForPartition`: statistics of columns of a partition; columns without any are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetColumnStatisticsForPartition.html>

use boathouse_catalog::StatisticsOwner;
use serde::{Deserialize, Serialize};

use crate::shapes::statistics::{ColumnError, ColumnStatistics};
use crate::{Error, Glue, checks};

const COLUMNS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    partition_values: Vec<String>,
    column_names: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    column_statistics_list: Vec<ColumnStatistics>,
    errors: Vec<ColumnError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    checks::values("partitionValues", &input.partition_values)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::name_list("columnNames", &input.column_names, COLUMNS_MAX)?;
    let owner = StatisticsOwner::Partition(input.partition_values);
    let columns = input.column_names;
    let found = glue.catalog.statistics(&input.database_name, &input.table_name, owner, columns).await?;
    Ok(Output {
        column_statistics_list: found.found.into_iter().map(Into::into).collect(),
        errors: found.failures.into_iter().map(Into::into).collect(),
    })
}
