//! `PutDataLakeSettings`: replaces the settings of the data lake.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html>

use serde::{Deserialize, Serialize};

use crate::shapes::settings::DataLakeSettings;
use crate::{Error, LakeFormation};

const ADMINS_MAX: usize = 30;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    data_lake_settings: DataLakeSettings,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let settings = input.data_lake_settings;
    let admins = [&settings.data_lake_admins, &settings.read_only_admins];
    for list in admins.into_iter().flatten() {
        boathouse_wire::Constraints::naming_values()
            .count("dataLakeSettings.dataLakeAdmins", list.len(), 0, ADMINS_MAX)
            .finish()?;
    }
    service.permissions.put_settings(&service.scope(), settings.into()).await?;
    Ok(Output {})
}
