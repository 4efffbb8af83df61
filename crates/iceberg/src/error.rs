//! What can go wrong with table metadata.

/// A fact about metadata, or about what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Asked wrongly.
    #[error("{0}")]
    Invalid(String),
    /// The file is no metadata of a table.
    #[error("the Iceberg metadata cannot be read: {0}")]
    Unreadable(String),
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) fn invalid(text: impl Into<String>) -> Error {
    Error::Invalid(text.into())
}
