//! What Athena adds to the failures of statements that write: that it deletes nothing.

use boathouse_schema::S3Uri;

use super::Destination;
use crate::explain::ANALYZE_WORDS;
use crate::statement::{OutputName, StatementKind};
use crate::{CATALOG_NAME, Failure};

/// The failure with what is added for a statement of this kind.
pub(crate) fn told(failure: Failure, kind: &StatementKind, destination: &Destination<'_>) -> Failure {
    let Some(suffix) = suffix(kind, destination) else { return failure };
    let add = |text: &str| format!("{}.{suffix}", text.strip_suffix('.').unwrap_or(text));
    Failure { reason: add(&failure.reason), message: add(&failure.message), ..failure }
}

fn suffix(kind: &StatementKind, destination: &Destination<'_>) -> Option<String> {
    let manifest = || {
        let beside = || {
            S3Uri::new(&destination.folder.bucket, format!("{}{}-manifest.csv", destination.folder.key, destination.id))
        };
        destination.manifest().unwrap_or_else(beside)
    };
    match (kind.output, kind.words.as_str()) {
        (OutputName::Tables, _) => Some(format!(
            " You may need to manually clean the data at location '{}' before retrying. Athena will not delete data in \
             your account.",
            destination.table_folder()
        )),
        (_, "INSERT" | "UNLOAD") => Some(format!(
            " If a data manifest file was generated at '{}', you may need to manually clean the data from locations \
             specified in the manifest. Athena will not delete data in your account.",
            manifest()
        )),
        _ => None,
    }
}

/// Whether statements of this kind write rows, or may.
pub(crate) fn writes(kind: &StatementKind) -> bool {
    matches!(kind.words.as_str(), "CREATE TABLE AS SELECT" | "INSERT" | "UNLOAD" | ANALYZE_WORDS)
}

/// A catalog that is not there, of a statement that would write to it.
pub(crate) fn check_catalog(kind: &StatementKind, catalog: Option<&str>) -> Result<(), Failure> {
    let known = catalog.is_none_or(|name| name.is_empty() || name.eq_ignore_ascii_case(CATALOG_NAME));
    if known || !matches!(kind.words.as_str(), "CREATE TABLE AS SELECT" | "INSERT") {
        return Ok(());
    }
    let text = format!("Session property catalog does not exist: {}", catalog.unwrap_or_default());
    Err(Failure::engine("NOT_FOUND", None, &text))
}

/// What the analysis says of a table to be made in a database that is not there, as Athena says it.
pub(crate) fn of_analysis(failure: Failure, kind: &StatementKind) -> Failure {
    let database = failure
        .reason
        .strip_prefix("SCHEMA_NOT_FOUND: line 1:1: Schema '")
        .and_then(|rest| rest.strip_suffix("' does not exist"))
        .filter(|_| kind.output == OutputName::Tables);
    database.map(super::publish::no_database).unwrap_or(failure)
}
