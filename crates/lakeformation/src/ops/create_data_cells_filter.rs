//! `CreateDataCellsFilter`: makes a data-cells filter.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateDataCellsFilter.html>

use serde::{Deserialize, Serialize};

use crate::shapes::filter::DataCellsFilter;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    table_data: DataCellsFilter,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let (filter, _) = input.table_data.read(service)?;
    service.permissions.create_filter(&service.scope(), filter).await?;
    Ok(Output {})
}
