//! `GetCatalogs`: the catalogs below one, and it: a root has none below it here.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalogs.html>

use boathouse_catalog::PageRequest;
use serde::{Deserialize, Serialize};

use crate::shapes::catalog::Catalog;
use crate::{Error, Glue, checks, listing};

const PAGE_ITEMS_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    parent_catalog_id: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    /// A root has no catalogs below it, so how deep one looks is the same.
    #[serde(rename = "Recursive")]
    _recursive: Option<bool>,
    include_root: Option<bool>,
    has_databases: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    catalog_list: Vec<Catalog>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    if let Some(parent) = &input.parent_catalog_id {
        checks::names(&[("parentCatalogId", parent)])?;
    }
    glue.find_catalog(input.parent_catalog_id.as_deref())?;
    let mut catalogs = Vec::new();
    if input.include_root == Some(true) {
        catalogs.push(Catalog::root(glue, glue.settings.description(&glue.scope()).await?));
    }
    if let Some(wanted) = input.has_databases {
        let one = PageRequest { items_max: Some(1), token: None };
        let has_databases = !glue.catalog.databases(one).await?.items.is_empty();
        catalogs.retain(|_| has_databases == wanted);
    }
    let (catalog_list, next_token) = listing::cut(catalogs, page, |catalog| &catalog.name)?;
    Ok(Output { catalog_list, next_token })
}
