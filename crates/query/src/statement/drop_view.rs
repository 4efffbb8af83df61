//! `DROP VIEW [IF EXISTS]`
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-view.html>

use boathouse_catalog::{Catalog, Error as CatalogError};
use boathouse_sql::analyzer::DropView;

use super::told::Told;
use crate::Failure;

/// Drops the view that the analysis found.
pub(crate) async fn run(catalog: &Catalog, view: DropView) -> Result<Told, Failure> {
    if let ([_, database, name], true) = (&view.name[..], view.exists) {
        match catalog.delete_table(database, name).await {
            // Somebody else dropped it in between: it is gone all the same.
            Ok(()) | Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => {}
            Err(other) => return Err(Failure::metastore(&other)),
        }
    }
    Ok(Told::nothing())
}
