//! `PutDataCatalogEncryptionSettings`: says how the catalog shall be encrypted.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_PutDataCatalogEncryptionSettings.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::security::DataCatalogEncryptionSettings;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    data_catalog_encryption_settings: DataCatalogEncryptionSettings,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::naming_values();
    input.data_catalog_encryption_settings.check(&mut all);
    all.finish()?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.settings.put_encryption(&glue.scope(), input.data_catalog_encryption_settings.into()).await?;
    Ok(Output {})
}
