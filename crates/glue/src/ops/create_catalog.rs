//! `CreateCatalog`: refused: catalogs below a root lie in other systems, and none of those is here.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCatalog.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::catalog::CatalogInput;
use crate::{Error, Glue, checks, tags};

const NAME_CHARS_MAX: usize = 64;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    catalog_input: CatalogInput,
    tags: Option<tags::TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::length("name", &input.name, 1, NAME_CHARS_MAX)?;
    let mut all = Constraints::naming_values();
    input.catalog_input.check(&mut all);
    all.finish()?;
    tags::check(&input.tags.unwrap_or_default())?;
    input.catalog_input.local()?;
    if input.name == glue.account() {
        return Err(Error::AlreadyExists("Catalog already exists.".to_owned()));
    }
    let text =
        format!("Catalog {} cannot be created: boathouse has the root catalog of each account only.", input.name);
    Err(Error::InvalidInput(text))
}
