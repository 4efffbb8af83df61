//! What the metadata operations share: the catalog and the workgroup they name.

use boathouse_catalog::Error as CatalogError;
use boathouse_query::Error as QueryError;

use crate::{Athena, Error};

/// A catalog whose tables must be here, and a workgroup that must be there when one is named.
pub(crate) async fn check_names(athena: &Athena, catalog: &str, workgroup: Option<&str>) -> Result<(), Error> {
    check_workgroup(athena, workgroup).await?;
    match athena.queries.check_reachable(catalog).await {
        Err(QueryError::DataCatalogElsewhere(text)) => Err(Error::Metadata(text)),
        other => Ok(other?),
    }
}

/// A workgroup that must be there when one is named.
pub(crate) async fn check_workgroup(athena: &Athena, name: Option<&str>) -> Result<(), Error> {
    if let Some(name) = name {
        athena.queries.workgroup(name).await?;
    }
    Ok(())
}

/// A listing's error; one about its token names it.
pub(crate) fn of_listing(token: Option<String>) -> impl FnOnce(CatalogError) -> Error {
    move |error| match error {
        CatalogError::InvalidToken => {
            Error::input(format!("The nextPageToken is malformed: {}", token.unwrap_or_default()))
        }
        other => other.into(),
    }
}
