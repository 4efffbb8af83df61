//! PREPARE and DEALLOCATE PREPARE: statements under names, in the workgroup they are said in.

use super::parse::{self, UNSUPPORTED};
use super::told::Told;
use crate::saved::is_prepared_name;
use crate::{Error, Failure, Queries, Result};

/// What may be prepared, by the words of its kind.
const PREPARABLE: &[&str] = &["CREATE TABLE AS SELECT", "INSERT", "SELECT", "UNLOAD"];

/// Whether a text may be prepared.
///
/// # Errors
/// [`Error::Malformed`].
pub(crate) fn check(sql: &str) -> Result<()> {
    let parsed = parse::parse(sql)?;
    if PREPARABLE.contains(&parsed.kind.words.as_str()) {
        return Ok(());
    }
    Err(Error::Malformed(UNSUPPORTED.to_owned()))
}

/// Whether a statement may be prepared under a name.
///
/// # Errors
/// [`Error::Malformed`].
pub(super) fn check_name(name: &str) -> Result<()> {
    if is_prepared_name(name) {
        return Ok(());
    }
    Err(Error::Malformed(format!("Invalid prepared statement name {name}")))
}

/// Keeps a statement under a name that is not taken.
///
/// # Errors
/// The failure that is reported.
pub(crate) async fn prepare(queries: &Queries, workgroup: &str, name: &str, sql: &str) -> Result<Told, Failure> {
    match queries.create_prepared_statement(workgroup, name, sql, None).await {
        Ok(()) => Ok(Told::nothing()),
        Err(error) => Err(failure(&error)),
    }
}

/// Forgets the statement of a name.
///
/// # Errors
/// The failure that is reported.
pub(crate) async fn deallocate(queries: &Queries, workgroup: &str, name: &str) -> Result<Told, Failure> {
    match queries.delete_prepared_statement(workgroup, name).await {
        Ok(()) => Ok(Told::nothing()),
        Err(error) => Err(failure(&error)),
    }
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::PreparedExists(name, _) => {
            Failure::engine("ALREADY_EXISTS", None, &format!("Prepared statement already exists: {name}"))
        }
        Error::PreparedNotFound(name, _) => {
            Failure::engine("NOT_FOUND", None, &format!("Prepared statement not found: {name}"))
        }
        Error::TooManyPrepared(name) => Failure::engine("GENERIC_USER_ERROR", None, &too_many(name)),
        other => Failure::internal(other),
    }
}

/// Athena's text for one prepared statement too many.
fn too_many(name: &str) -> String {
    format!(
        "Cannot create prepared statement {name}. The number of prepared statements in this workgroup exceeds the \
         limit of {}.",
        crate::PREPARED_MAX
    )
}
