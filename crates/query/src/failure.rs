//! Why a query failed, as Athena says it: the reason's text and the error's category and type.

use boathouse_sql::Position;
use boathouse_state::new_id;
use serde::{Deserialize, Serialize};

mod from_engine;
mod hive;
mod hive_types;
mod taxonomy;

use taxonomy::{SYSTEM, USER};

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
        let kind = taxonomy::kind(name);
        let retryable = kind.retryable;
        Self { retryable, ..Self::plain(format!("{name}: {place}{message}"), kind.category, kind.error_type) }
    }

    /// A statement that is Athena's but not ours yet.
    pub(crate) fn not_supported(what: &str) -> Self {
        Self::engine("NOT_SUPPORTED", None, &format!("{what} is not supported yet by boathouse"))
    }

    /// A failure that is the user's and has no name.
    pub(crate) fn said(text: &str) -> Self {
        Self::plain(text.to_owned(), USER, ERROR_TYPE_USER)
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

    /// The query read more than its workgroup lets one query read.
    pub(crate) fn scanned_too_much() -> Self {
        Self::plain("Bytes scanned limit was exceeded".to_owned(), USER, ERROR_TYPE_CANCELLED)
    }

    /// The result may not be written where it is to go.
    pub(crate) fn output_denied(location: &str) -> Self {
        let text = format!(
            "Access denied when writing output to url: {location} . Please ensure you are allowed to access the S3 \
             bucket. If you are encrypting query results with KMS key, please ensure you are allowed to access your \
             KMS key"
        );
        Self::plain(text, USER, ERROR_TYPE_RESULT_WRITE)
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
