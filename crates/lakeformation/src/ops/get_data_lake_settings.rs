//! `GetDataLakeSettings`: the settings of the data lake.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataLakeSettings.html>

use serde::{Deserialize, Serialize};

use crate::shapes::settings::DataLakeSettings;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_lake_settings: DataLakeSettings,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    Ok(Output { data_lake_settings: service.permissions.settings(&service.scope()).await?.into() })
}
