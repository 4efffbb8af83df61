//! `GetCatalog`: one catalog: the root of an account.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalog.html>

use serde::{Deserialize, Serialize};

use crate::shapes::catalog::Catalog;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    catalog: Catalog,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("catalogId", &input.catalog_id)])?;
    glue.find_catalog(Some(&input.catalog_id))?;
    Ok(Output { catalog: Catalog::root(glue, glue.settings.description(&glue.scope()).await?) })
}
