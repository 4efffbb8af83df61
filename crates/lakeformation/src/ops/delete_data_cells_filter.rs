//! `DeleteDataCellsFilter`: deletes a data-cells filter and the grants on it.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteDataCellsFilter.html>

use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    table_catalog_id: Option<String>,
    database_name: Option<String>,
    table_name: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.table_catalog_id.as_deref())?;
    let (Some(database), Some(table), Some(name)) = (input.database_name, input.table_name, input.name) else {
        return Err(Error::InvalidInput("DatabaseName, TableName and Name are required.".to_owned()));
    };
    service.permissions.delete_filter(&service.scope(), &database, &table, &name).await?;
    Ok(Output {})
}
