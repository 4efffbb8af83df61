//! Glue's exceptions, and how facts of the domain crates become them.

mod catalog;
mod crawler;
mod iceberg;
mod job;
mod probe;
mod registry;

use boathouse_wire::{InputError, JsonError};
use serde::Serialize;

/// An exception of Glue's with its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller may not.
    #[error("{0}")]
    AccessDenied(String),
    /// The name is taken.
    #[error("{0}")]
    AlreadyExists(String),
    /// What a caller has demanded is not so.
    #[error("{0}")]
    ConditionCheckFailure(String),
    /// Somebody else changed it.
    #[error("{0}")]
    ConcurrentModification(String),
    /// A job runs as often as it may.
    #[error("{0}")]
    ConcurrentRunsExceeded(String),
    /// A crawler that had to run does not.
    #[error("{0}")]
    CrawlerNotRunning(String),
    /// A crawler that must not run does.
    #[error("{0}")]
    CrawlerRunning(String),
    /// A crawler is stopping already.
    #[error("{0}")]
    CrawlerStopping(String),
    /// There is no such thing.
    #[error("{0}")]
    EntityNotFound(String),
    /// A system that a connection leads to says no.
    #[error("{message}")]
    FederationSource {
        /// Which of Glue's kinds of failures it is.
        code: &'static str,
        /// What happened.
        message: String,
    },
    /// The same token with other parameters.
    #[error("{0}")]
    IdempotentParameterMismatch(String),
    /// A failure of ours; the text is for the log.
    #[error("{0}")]
    InternalService(String),
    /// Asked wrongly.
    #[error("{0}")]
    InvalidInput(String),
    /// What is stored does not fit what is asked.
    #[error("{0}")]
    InvalidState(String),
    /// A crawler has no schedule to start.
    #[error("{0}")]
    NoSchedule(String),
    /// It took too long.
    #[error("{0}")]
    OperationTimeout(String),
    /// A limit is reached.
    #[error("{0}")]
    ResourceNumberLimitExceeded(String),
    /// A schedule that had to be on is not.
    #[error("{0}")]
    SchedulerNotRunning(String),
    /// A schedule that had to be off is on.
    #[error("{0}")]
    SchedulerRunning(String),
    /// The request is not of the model's form; empty texts are left out.
    #[error("{0}")]
    Serialization(String),
    /// The request breaks the model's constraints.
    #[error("{0}")]
    Validation(String),
    /// A crawler or the like is at another version.
    #[error("{0}")]
    VersionMismatch(String),
}

impl JsonError for Error {
    fn code(&self) -> &str {
        match self {
            Self::AccessDenied(_) => "AccessDeniedException",
            Self::AlreadyExists(_) => "AlreadyExistsException",
            Self::ConditionCheckFailure(_) => "ConditionCheckFailureException",
            Self::ConcurrentModification(_) => "ConcurrentModificationException",
            Self::ConcurrentRunsExceeded(_) => "ConcurrentRunsExceededException",
            Self::CrawlerNotRunning(_) => "CrawlerNotRunningException",
            Self::CrawlerRunning(_) => "CrawlerRunningException",
            Self::CrawlerStopping(_) => "CrawlerStoppingException",
            Self::EntityNotFound(_) => "EntityNotFoundException",
            Self::FederationSource { .. } => "FederationSourceException",
            Self::IdempotentParameterMismatch(_) => "IdempotentParameterMismatchException",
            Self::InternalService(_) => "InternalServiceException",
            Self::InvalidInput(_) => "InvalidInputException",
            Self::InvalidState(_) => "InvalidStateException",
            Self::NoSchedule(_) => "NoScheduleException",
            Self::OperationTimeout(_) => "OperationTimeoutException",
            Self::ResourceNumberLimitExceeded(_) => "ResourceNumberLimitExceededException",
            Self::SchedulerNotRunning(_) => "SchedulerNotRunningException",
            Self::SchedulerRunning(_) => "SchedulerRunningException",
            Self::Serialization(_) => "SerializationException",
            Self::Validation(_) => "ValidationException",
            Self::VersionMismatch(_) => "VersionMismatchException",
        }
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn status(&self) -> u16 {
        if matches!(self, Self::InternalService(_)) { 500 } else { 400 }
    }

    fn members(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::FederationSource { code, .. } => vec![("FederationSourceErrorCode", (*code).to_owned())],
            _ => Vec::new(),
        }
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Constraints(text) => Self::Validation(text),
            InputError::Unreadable | InputError::WrongKind(_) => Self::Serialization(error.wire_message()),
        }
    }
}

impl From<boathouse_state::Error> for Error {
    fn from(error: boathouse_state::Error) -> Self {
        tracing::error!(%error, "the state failed");
        Self::InternalService(error.to_string())
    }
}

/// `ErrorDetail`: the exception of one item of a batch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ErrorDetail {
    pub error_code: String,
    pub error_message: String,
}

impl From<Error> for ErrorDetail {
    fn from(error: Error) -> Self {
        Self { error_code: error.code().to_owned(), error_message: error.message() }
    }
}
