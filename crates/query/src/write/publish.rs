//! A write that is whole becomes part of the catalog, or not at all.

use boathouse_catalog::{Error as CatalogError, Transaction};
use boathouse_formats::write::WriteReport;
use boathouse_schema::S3Uri;

use super::intent::Intent;
use super::{Destination, Wrote, store};
use crate::results::{MetadataFile, write_small};
use crate::{Failure, Queries};

/// What Athena's engine writes.
const ENGINE_CONTENT: &str = "application/octet-stream";

/// Why a transaction was given up.
enum Refused {
    Catalog(CatalogError),
    Failure(Failure),
}

impl From<CatalogError> for Refused {
    fn from(error: CatalogError) -> Self {
        Self::Catalog(error)
    }
}

/// The objects beside the rows: the list of the files in `bucket`, if there is to be one, and the companion of the result.
pub(super) async fn write_companions(
    intent: &Intent,
    destination: &Destination<'_>,
    update_type: &str,
    (bucket, report): (Option<&str>, &WriteReport),
) -> Result<Option<String>, Failure> {
    let (Some((lake, _)), Some(manifest), Some(metadata)) =
        (destination.object, destination.manifest(), destination.metadata())
    else {
        return Ok(None);
    };
    let announced = bucket.map(|_| manifest.to_string()).into_iter().chain([metadata.to_string()]).collect();
    intent.announcer().announce(announced).await?;
    if let Some(bucket) = bucket {
        let lines: String = report.files.iter().map(|file| format!("{}\n", S3Uri::new(bucket, &file.key))).collect();
        write_small(lake, &manifest, ENGINE_CONTENT, lines.into_bytes()).await?;
    }
    let columns = Wrote::columns();
    let bytes = MetadataFile {
        query_id: destination.query_id,
        update_type: Some(update_type),
        update_count: Some(report.rows),
        columns: &columns,
    };
    write_small(lake, &metadata, ENGINE_CONTENT, bytes.encode()).await?;
    Ok(bucket.map(|_| manifest.to_string()))
}

/// Changes the catalog and says that the write is done, in one transaction.
///
/// # Errors
/// What `changes` return, and a write that was given up in the meantime.
pub(super) async fn publish(
    queries: &Queries,
    intent: Intent,
    outcome: Wrote,
    changes: impl FnOnce(&Transaction<'_>) -> Result<(), ChangeError> + Send + 'static,
) -> Result<Wrote, Failure> {
    let (id, is_execution, told) = (intent.id().to_owned(), intent.is_execution(), outcome.clone());
    let published = queries.catalog().transaction(move |transaction| -> Result<(), Refused> {
        let failed = |error: crate::Error| Refused::Failure(Failure::internal(&error));
        if !store::publish(transaction.connection(), &id, &told).map_err(failed)? {
            return Err(Refused::Failure(Failure::cancelled()));
        }
        changes(transaction).map_err(|error| match error {
            ChangeError::Catalog(error) => Refused::Catalog(error),
            ChangeError::Failure(failure) => Refused::Failure(failure),
        })?;
        // An execution's end forgets it together with keeping that end.
        if is_execution { Ok(()) } else { store::end(transaction.connection(), &id).map_err(failed) }
    });
    match published.await {
        Ok(()) => {
            intent.close();
            Ok(outcome)
        }
        Err(Refused::Failure(failure)) => Err(failure),
        Err(Refused::Catalog(error)) => Err(of_catalog(&error)),
    }
}

/// Why the catalog was not changed.
pub(super) enum ChangeError {
    Catalog(CatalogError),
    Failure(Failure),
}

impl From<CatalogError> for ChangeError {
    fn from(error: CatalogError) -> Self {
        Self::Catalog(error)
    }
}

/// A failure of the catalog in a statement of the engine's.
pub(super) fn of_catalog(error: &CatalogError) -> Failure {
    match error {
        CatalogError::DatabaseNotFound(database) => no_database(database),
        other => Failure::engine("HIVE_METASTORE_ERROR", None, &other.to_string()),
    }
}

/// A table is to be made in a database that is not there.
pub(super) fn no_database(database: &str) -> Failure {
    let text = format!("Database {database} not found. Please check your query.");
    let failure = Failure::engine("SCHEMA_NOT_FOUND", None, &text);
    Failure { reason: text.clone(), message: text, ..failure }
}
