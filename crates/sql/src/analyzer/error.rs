//! Errors with a place.

use boathouse_types::{ErrorCode, TrinoError};

use crate::Position;

/// An error of the analyzer, at the place of a node.
pub(crate) fn semantic(at: Position, code: ErrorCode, message: impl Into<String>) -> TrinoError {
    TrinoError::at((at.line, at.column), code, message)
}

/// The error with this place, when it has none of its own.
pub(crate) fn placed(mut error: TrinoError, at: Position) -> TrinoError {
    error.position.get_or_insert((at.line, at.column));
    error
}

/// A fault of the engine while a plan is put together.
pub(crate) fn engine(error: datafusion::common::DataFusionError) -> TrinoError {
    boathouse_functions::trino_error(error)
}
