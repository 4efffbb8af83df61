//! `GetCatalogImportStatus`: whether Athena's own catalog was imported.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalogImportStatus.html>

use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    import_status: ImportStatus,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    glue.check_catalog(input.catalog_id.as_deref())?;
    let kept = glue.settings.import(&glue.scope()).await?;
    let import_status = ImportStatus {
        import_completed: kept.is_some(),
        import_time: kept.as_ref().map(|kept| kept.updated_ms.into()),
        imported_by: kept.map(|kept| kept.value.by),
    };
    Ok(Output { import_status })
}

/// `CatalogImportStatus`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ImportStatus {
    import_completed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    import_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_by: Option<String>,
}
