//! What can go wrong with a data folder as a whole, and the facts of the crates below.

use std::path::PathBuf;

use crate::command::FailureKind;

/// A fact about the lakehouse.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    ConfigRead {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The configuration file says something that is not understood.
    #[error("{}: {message}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        message: String,
    },
    /// A variable has a value that does not fit.
    #[error("{name} is '{value}' and should be {expected}")]
    Environment {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What would fit.
        expected: &'static str,
    },
    /// The data folder cannot be used.
    #[error("cannot use the data folder {}: {source}", path.display())]
    Folder {
        /// The folder or the file in it.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Another process has the folder and does not let go of it.
    #[error("another process holds the data folder {}", path.display())]
    FolderHeld {
        /// The folder.
        path: PathBuf,
    },
    /// A local file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    LocalFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Something was asked for in a wrong way.
    #[error("{0}")]
    Usage(String),
    /// A job ended, but not well.
    #[error("the job '{job}' {state}: {message}")]
    JobFailed {
        /// The job.
        job: String,
        /// How it ended.
        state: String,
        /// Why.
        message: String,
    },
    /// A job file that is none.
    #[error("{}: {message}", path.display())]
    JobFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A conversion would add its files to others.
    #[error("{0} is not empty, and a conversion would mix its files with those that are there")]
    TargetNotEmpty(String),
    /// Bytes between two processes that are not what they should be.
    #[error("the server's answer cannot be understood: {0}")]
    Protocol(String),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
    /// A bucket or object.
    #[error(transparent)]
    Lake(#[from] boathouse_lake::Error),
    /// A database or table.
    #[error(transparent)]
    Catalog(#[from] boathouse_catalog::Error),
    /// A file format or its compression.
    #[error(transparent)]
    Formats(#[from] boathouse_formats::Error),
    /// A crawl.
    #[error(transparent)]
    Crawler(#[from] boathouse_crawler::Error),
    /// A job or conversion.
    #[error(transparent)]
    Etl(#[from] boathouse_etl::Error),
    /// A query.
    #[error(transparent)]
    Query(#[from] boathouse_query::Error),
    /// An export or import of the catalog.
    #[error(transparent)]
    Exchange(#[from] boathouse_catalog::ExchangeError),
    /// Views of an import that could not be made; everything else of it was.
    #[error("these views could not be made, and everything else was imported:\n{}", .0.join("\n"))]
    ViewsNotMade(Vec<String>),
    /// A location or type.
    #[error(transparent)]
    Schema(#[from] boathouse_schema::Error),
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whose fault it is.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::ConfigRead { .. }
            | Self::Config { .. }
            | Self::Environment { .. }
            | Self::Usage(_)
            | Self::JobFile { .. }
            | Self::Schema(_)
            | Self::Crawler(boathouse_crawler::Error::InvalidInput(_)) => FailureKind::Usage,
            _ => FailureKind::Failed,
        }
    }

    /// How to fix it, where that is known.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::FolderHeld { .. } => "wait for that command to end, or name another folder with --dir",
            Self::TargetNotEmpty(_) => "name an empty target, or delete what is there",
            Self::Lake(boathouse_lake::Error::NoSuchBucket(_)) => "`boathouse buckets` lists the buckets",
            Self::Catalog(
                boathouse_catalog::Error::TableNotFound { .. } | boathouse_catalog::Error::DatabaseNotFound(_),
            ) => "`boathouse tables` lists the tables; `boathouse crawl` finds new ones",
            Self::Exchange(boathouse_catalog::ExchangeError::Item { source, .. }) if says_exists(source) => {
                "nothing was imported; --if-exists skip leaves what is there, --if-exists replace replaces it"
            }
            Self::Etl(boathouse_etl::Error::JobNotFound(_)) => {
                "Glue's CreateJob makes jobs; a .json file with CodeGenConfigurationNodes is run as it is"
            }
            Self::Crawler(boathouse_crawler::Error::PlanMoved(_)) => {
                "plan again: `boathouse crawl … --dry-run --out FILE`"
            }
            Self::Crawler(boathouse_crawler::Error::UndoOutdated(_)) => {
                "undo the later runs first, newest first (`boathouse crawl runs`); --force undoes what was changed since, too"
            }
            Self::Crawler(boathouse_crawler::Error::RunNotFound(_)) => "`boathouse crawl runs` lists them",
            Self::State(boathouse_state::Error::TooNew { .. }) => "a newer boathouse has written this folder",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// Whether something is in the way of an import.
fn says_exists(error: &boathouse_catalog::Error) -> bool {
    use boathouse_catalog::Error::{DatabaseExists, Exists, PartitionExists, TableExists};
    matches!(error, DatabaseExists(_) | TableExists { .. } | PartitionExists(_) | Exists { .. })
}
