//! `GetDataCatalogEncryptionSettings`: how the catalog shall be encrypted.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetDataCatalogEncryptionSettings.html>

use serde::{Deserialize, Serialize};

use crate::shapes::security::DataCatalogEncryptionSettings;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog_encryption_settings: DataCatalogEncryptionSettings,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    glue.check_catalog(input.catalog_id.as_deref())?;
    let settings = glue.settings.encryption(&glue.scope()).await?;
    Ok(Output { data_catalog_encryption_settings: settings.into() })
}
