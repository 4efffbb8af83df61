//! `UpdateDataCellsFilter`: replaces a data-cells filter.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateDataCellsFilter.html>

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
    let (filter, version) = input.table_data.read(service)?;
    service.permissions.update_filter(&service.scope(), filter, version).await?;
    Ok(Output {})
}
