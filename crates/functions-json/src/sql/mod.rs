//! `JSON_EXISTS`, `JSON_VALUE`, `JSON_QUERY`, `JSON_OBJECT` and `JSON_ARRAY`, whose clauses the analyzer hands over
//! as [`Options`].

pub(crate) mod build;
pub(crate) mod exists;
mod input;
mod options;
mod output;
pub(crate) mod query;
mod rows;
pub(crate) mod table;
pub(crate) mod value;

pub use options::{Behavior, Encoding, Options, Parameter, Wrapper};
pub use table::{TableCell, TableColumn, TablePath, TablePlan, TableSpec};

use boathouse_types::{ErrorCode, Result, TrinoError};

/// Reads a path, and checks that its variables are among `names`.
///
/// # Errors
/// `SYNTAX_ERROR` with the place in the path, `INVALID_PATH` for a variable that has no value, `NOT_SUPPORTED`.
pub fn check_path(path: &str, names: &[&str]) -> Result<()> {
    crate::path::Path::new(path)?.check(names)
}

/// Trino names no reason here.
fn input_error() -> TrinoError {
    TrinoError::new(ErrorCode::JsonInputConversionError, "conversion to JSON failed: ")
}

fn output_error(text: &str) -> TrinoError {
    TrinoError::new(ErrorCode::JsonOutputConversionError, format!("conversion from JSON failed: {text}"))
}
