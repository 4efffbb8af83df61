//! STS's errors.

/// An error with STS's code and text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No operation of this name.
    #[error("Could not find operation {0} for version 2011-06-15")]
    InvalidAction(String),
    /// An operation of AWS's that is not served.
    #[error("the operation {0} is not supported by boathouse")]
    NotServed(String),
    /// A parameter that must be there.
    #[error("1 validation error detected: Value null at '{0}' failed to satisfy constraint: Member must not be null")]
    Missing(&'static str),
    /// A parameter that breaks the model's constraints.
    #[error("{0}")]
    Validation(String),
}

impl Error {
    /// STS's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidAction(_) | Self::NotServed(_) => "InvalidAction",
            Self::Missing(_) | Self::Validation(_) => "ValidationError",
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        400
    }
}
