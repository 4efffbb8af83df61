//! The exceptions of CloudWatch Logs.

use boathouse_wire::{InputError, JsonError};

/// An exception of CloudWatch Logs with its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Asked wrongly, or for something that is not here.
    #[error("{0}")]
    InvalidParameter(String),
    /// There is no such log group or stream.
    #[error("{0}")]
    ResourceNotFound(String),
    /// The request is not of the model's form.
    #[error("{0}")]
    Serialization(String),
    /// A failure of ours; the text is for the log.
    #[error("{0}")]
    ServiceUnavailable(String),
}

impl JsonError for Error {
    fn code(&self) -> &str {
        match self {
            Self::InvalidParameter(_) => "InvalidParameterException",
            Self::ResourceNotFound(_) => "ResourceNotFoundException",
            Self::Serialization(_) => "SerializationException",
            Self::ServiceUnavailable(_) => "ServiceUnavailableException",
        }
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn status(&self) -> u16 {
        if matches!(self, Self::ServiceUnavailable(_)) { 500 } else { 400 }
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Constraints(text) => Self::InvalidParameter(text),
            InputError::Unreadable | InputError::WrongKind(_) => Self::Serialization(error.wire_message()),
        }
    }
}

impl From<boathouse_crawler::Error> for Error {
    fn from(error: boathouse_crawler::Error) -> Self {
        tracing::error!(%error, "the logs of crawlers cannot be read");
        Self::ServiceUnavailable(error.to_string())
    }
}
