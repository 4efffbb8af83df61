//! What can go wrong when a catalog is exported or imported.

use crate::Error;

/// A fact about an export or an import; an import that ends with one has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file cannot be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] Error),
    /// A line that says nothing understandable.
    #[error("line {line}: {text}")]
    Malformed {
        /// Which, from 1.
        line: u64,
        /// What is wrong with it.
        text: String,
    },
    /// A thing that cannot be made.
    #[error("line {line}: the {item}: {source}")]
    Item {
        /// The line it begins at, from 1.
        line: u64,
        /// What it is.
        item: String,
        /// Why not.
        source: Error,
    },
}

impl From<boathouse_state::Error> for ExchangeError {
    fn from(error: boathouse_state::Error) -> Self {
        Self::Catalog(error.into())
    }
}

impl From<rusqlite::Error> for ExchangeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Catalog(error.into())
    }
}

impl From<serde_json::Error> for ExchangeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Catalog(error.into())
    }
}
