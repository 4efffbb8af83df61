//! `DeleteCatalog`: refused: a root catalog stays, and there are no others.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteCatalog.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("catalogId", &input.catalog_id)])?;
    glue.find_catalog(Some(&input.catalog_id))?;
    Err(Error::InvalidInput(format!("Catalog {} is the root catalog and cannot be deleted.", input.catalog_id)))
}
