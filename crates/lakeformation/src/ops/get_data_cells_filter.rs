//! `GetDataCellsFilter`: a data-cells filter.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataCellsFilter.html>

use serde::{Deserialize, Serialize};

use crate::shapes::filter::DataCellsFilter;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    table_catalog_id: String,
    database_name: String,
    table_name: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_cells_filter: DataCellsFilter,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(Some(&input.table_catalog_id))?;
    let (database, table) = (&input.database_name, &input.table_name);
    let found = service.permissions.filter(&service.scope(), database, table, &input.name).await?;
    Ok(Output { data_cells_filter: DataCellsFilter::new(service.account(), found) })
}
