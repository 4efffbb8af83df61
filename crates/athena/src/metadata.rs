//! What the metadata operations share: the one data catalog and the checks of names.

use boathouse_query::{CATALOG_NAME, Queries};
use boathouse_wire::Constraints;
use serde::Serialize;

use crate::Error;

/// The catalog's name as Athena spells it.
pub(crate) const DATA_CATALOG: &str = "AwsDataCatalog";

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCatalog {
    pub(crate) name: &'static str,
    #[serde(rename = "Type")]
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCatalogSummary {
    pub(crate) catalog_name: &'static str,
    #[serde(rename = "Type")]
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
}

/// A catalog that must be the one there is.
pub(crate) fn check_catalog(name: &str) -> Result<(), Error> {
    if name.eq_ignore_ascii_case(CATALOG_NAME) {
        return Ok(());
    }
    Err(Error::InvalidRequest { code: "INVALID_INPUT", message: format!("Data catalog {name} was not found") })
}

/// A workgroup that must be there when one is named.
pub(crate) fn check_workgroup(queries: &Queries, name: Option<&str>) -> Result<(), Error> {
    if let Some(name) = name {
        queries.workgroup(name)?;
    }
    Ok(())
}

/// A required text of `min` to `max` characters.
pub(crate) fn required(checks: &mut Constraints, at: &str, value: Option<&String>, min: usize, max: usize) {
    match value {
        Some(value) => drop(checks.length(at, value, min, max)),
        None => drop(checks.missing(at)),
    }
}

/// The paging members: the token is judged before the number.
pub(crate) fn paging(checks: &mut Constraints, token: Option<&String>, max_results: Option<i64>, bounds: (i64, i64)) {
    if let Some(token) = token {
        checks.length("nextToken", token, 1, 1024);
    }
    if let Some(max_results) = max_results {
        checks.range("maxResults", max_results, bounds.0, bounds.1);
    }
}
