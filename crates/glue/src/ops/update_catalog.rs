//! `UpdateCatalog`: replaces what a root catalog says of itself.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCatalog.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::catalog::CatalogInput;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: String,
    catalog_input: CatalogInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("catalogId", &input.catalog_id)])?;
    let mut all = Constraints::naming_values();
    input.catalog_input.check(&mut all);
    all.finish()?;
    glue.find_catalog(Some(&input.catalog_id))?;
    glue.settings.put_description(&glue.scope(), input.catalog_input.local()?).await?;
    Ok(Output {})
}
