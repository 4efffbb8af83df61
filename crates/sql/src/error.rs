//! Syntax errors, with the place they were noticed at.

use crate::Position;

/// The text is not a statement of the grammar it was read with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {message}")]
pub struct SyntaxError {
    /// Where reading stopped.
    pub position: Position,
    /// What was found and what would have fitted, in Trino's words.
    pub message: String,
}

/// Shorthand for this crate's results.
pub type Result<T, E = SyntaxError> = std::result::Result<T, E>;
