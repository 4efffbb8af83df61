//! `ImportCatalogToGlue`: imports Athena's own catalog, which is this one already: there is nothing to bring over.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ImportCatalogToGlue.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.settings.put_import(&glue.scope(), &glue.caller.arn()).await?;
    Ok(Output {})
}
