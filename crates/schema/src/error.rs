//! What can be wrong with a type, a location or a SerDe name.

/// A fact about text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not a Hive type; `at` is a byte offset into `text`.
    #[error("cannot parse the type '{text}' at position {at}: expected {expected}")]
    Type {
        /// The whole type text.
        text: String,
        /// Byte offset of the first character that does not fit.
        at: usize,
        /// What would have fitted.
        expected: String,
    },
    /// A type that has no counterpart on the other side (a Hive union in Arrow, an Arrow interval in Hive).
    #[error("the type '{0}' has no counterpart here")]
    NoCounterpart(String),
    /// The text is not `s3://bucket[/key]`.
    #[error("'{0}' is not an S3 location: expected s3://bucket/prefix")]
    Location(String),
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
