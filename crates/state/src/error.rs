//! What can go wrong with the state file.

use std::path::PathBuf;

/// A fact about the state file or the work done on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused or failed.
    #[error("state: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored JSON document could not be written or read.
    #[error("state: {0}")]
    Json(#[from] serde_json::Error),
    /// The file could not be opened.
    #[error("cannot open {path}: {source}")]
    Open {
        /// The state file.
        path: PathBuf,
        /// Why not.
        source: rusqlite::Error,
    },
    /// The file was written by a newer program.
    #[error(
        "'{component}' is at version {found} in the state file, and this program knows only {known}: use a newer boathouse"
    )]
    TooNew {
        /// Whose tables.
        component: &'static str,
        /// Version in the file.
        found: usize,
        /// Newest version known here.
        known: usize,
    },
    /// A migration left rows that refer to rows that are not there; nothing of it was kept.
    #[error("bringing '{component}' up to date would leave rows without what they belong to")]
    Orphans {
        /// Whose tables.
        component: &'static str,
    },
    /// The writer thread is gone: the state was closed, or a write panicked.
    #[error("the state is closed")]
    Closed,
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
