//! Why a query failed, as Athena says it: the reason's text and the error's category and type.

use boathouse_sql::Position;
use boathouse_state::new_id;
use serde::{Deserialize, Serialize};

mod from_engine;
mod hive;

/// `AthenaError.ErrorCategory`.
const SYSTEM: u8 = 1;
const USER: u8 = 2;

/// The failure of one query. Its text is what `StateChangeReason` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// The text for the user: `TABLE_NOT_FOUND: line 1:15: Table … does not exist`.
    pub reason: String,
    /// The text of the error proper, usually the same.
    pub message: String,
    /// 1 system, 2 user, 3 other.
    pub category: u8,
    /// Athena's number for the kind of error.
    pub error_type: u16,
    /// Whether trying again may help.
    pub retryable: bool,
}

/// Error names and their type numbers; names not listed are 1000.
const ERROR_TYPES: &[(&str, u16)] = &[
    ("CATALOG_NOT_FOUND", 1006),
    ("COLUMN_NOT_FOUND", 1006),
    ("DIVISION_BY_ZERO", 1001),
    ("EXCEEDED_MEMORY_LIMIT", 1),
    ("FUNCTION_NOT_FOUND", 1303),
    ("HIVE_INVALID_VIEW_DATA", 1107),
    ("INVALID_CAST_ARGUMENT", 1100),
    ("INVALID_FUNCTION_ARGUMENT", 1106),
    ("INVALID_PARAMETER_USAGE", 1100),
    ("INVALID_VIEW", 1107),
    ("NOT_SUPPORTED", 1200),
    ("NUMERIC_VALUE_OUT_OF_RANGE", 1100),
    ("SCHEMA_NOT_FOUND", 1301),
    ("SYNTAX_ERROR", 1006),
    ("TABLE_ALREADY_EXISTS", 1110),
    ("TABLE_NOT_FOUND", 1301),
    ("TYPE_MISMATCH", 1002),
    ("VIEW_IS_RECURSIVE", 1107),
    ("VIEW_IS_STALE", 1107),
];
const ERROR_TYPE_USER: u16 = 1000;
const ERROR_TYPE_SYSTEM: u16 = 200;
const ERROR_TYPE_TIMEOUT: u16 = 206;
const ERROR_TYPE_SYNTAX: u16 = 1006;
const ERROR_TYPE_GLUE: u16 = 1502;
const ERROR_TYPE_CANCELLED: u16 = 1014;
const ERROR_TYPE_RESULT_WRITE: u16 = 401;

impl Failure {
    fn plain(reason: String, category: u8, error_type: u16) -> Self {
        Self { message: reason.clone(), reason, category, error_type, retryable: false }
    }

    /// A failure of the engine: `NAME: [line L:C: ]message`.
    pub(crate) fn engine(name: &str, position: Option<Position>, message: &str) -> Self {
        let place = position.map(|position| format!("{position}: ")).unwrap_or_default();
        let error_type = ERROR_TYPES.iter().find_map(|(n, t)| (*n == name).then_some(*t));
        let system = name == "GENERIC_INTERNAL_ERROR" && error_type.is_none();
        let (category, default) = if system { (SYSTEM, ERROR_TYPE_SYSTEM) } else { (USER, ERROR_TYPE_USER) };
        Self::plain(format!("{name}: {place}{message}"), category, error_type.unwrap_or(default))
    }

    /// A statement that is Athena's but not ours yet.
    pub(crate) fn not_supported(what: &str) -> Self {
        Self::engine("NOT_SUPPORTED", None, &format!("{what} is not supported yet by boathouse"))
    }

    /// Whoever asks may not.
    pub(crate) fn not_permitted(text: &str) -> Self {
        Self::plain(format!("Insufficient permissions to execute the query. {text}"), USER, ERROR_TYPE_USER)
    }

    /// The same of a statement of Hive's, which the catalog has refused.
    pub(crate) fn ddl_not_permitted(text: &str) -> Self {
        let id = new_id();
        Self::task(&format!(
            "MetaException(message:{text} (Service: AmazonDataCatalog; Status Code: 400; Error Code: \
             AccessDeniedException; Request ID: {id}; Proxy: null))"
        ))
    }

    /// The query ran longer than its kind may.
    pub(crate) fn timeout() -> Self {
        Self::plain("Query timeout".to_owned(), SYSTEM, ERROR_TYPE_TIMEOUT)
    }

    /// The process ended while the query ran.
    pub(crate) fn interrupted() -> Self {
        let reason = "GENERIC_INTERNAL_ERROR: the query was running when boathouse stopped".to_owned();
        Self { retryable: true, ..Self::plain(reason, SYSTEM, ERROR_TYPE_SYSTEM) }
    }

    /// The user stopped it.
    pub(crate) fn cancelled() -> Self {
        Self::plain("Query cancelled by user".to_owned(), USER, ERROR_TYPE_CANCELLED)
    }

    /// The result object could not be written.
    pub(crate) fn result_write(location: &str, error: &dyn std::fmt::Display) -> Self {
        Self::plain(
            format!("GENERIC_INTERNAL_ERROR: cannot write the result to {location}: {error}"),
            USER,
            ERROR_TYPE_RESULT_WRITE,
        )
    }

    /// Something in this program, with an id to find it in the log.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        let id = new_id();
        tracing::error!(%id, %error, "query failed inside");
        Self::plain(format!("GENERIC_INTERNAL_ERROR: {error}"), SYSTEM, ERROR_TYPE_SYSTEM)
    }
}
