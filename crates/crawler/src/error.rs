//! What can go wrong with crawlers and crawls.

/// A fact about a crawler, a classifier or a crawl.
///
/// Texts that clients of AWS match on are AWS's, to the letter.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No crawler of this name.
    #[error("Crawler entry with name {0} does not exist")]
    CrawlerNotFound(String),
    /// The name is taken.
    #[error("Crawler with name {0} already exists")]
    CrawlerExists(String),
    /// The crawler runs, and what was asked needs it ready.
    #[error("Crawler with name {0} has already started")]
    CrawlerRunning(String),
    /// There is no run to stop.
    #[error("Crawler with name {0} isn't running")]
    CrawlerNotRunning(String),
    /// The run is stopping already.
    #[error("Crawler with name {0} is already stopping")]
    CrawlerStopping(String),
    /// The schedule is on already.
    #[error("Scheduler for crawler with name {0} is already running")]
    SchedulerRunning(String),
    /// There is no schedule that is on.
    #[error("Scheduler for crawler with name {0} isn't running")]
    SchedulerNotRunning(String),
    /// There is no schedule to put on.
    #[error("Crawler with name {0} has no schedule")]
    NoSchedule(String),
    /// Somebody else changed the crawler at the same time.
    #[error("There was a version conflict.")]
    VersionMismatch(String),
    /// No classifier of this name.
    #[error("Classifier {0} not found.")]
    ClassifierNotFound(String),
    /// The name is taken.
    #[error("Classifier with name {0} already exists.")]
    ClassifierExists(String),
    /// No run of this id.
    #[error("there is no crawl '{0}'")]
    RunNotFound(String),
    /// Anything asked wrongly.
    #[error("{0}")]
    InvalidInput(String),
    /// A target's bucket is not there.
    #[error("S3 bucket {0} does not exist.")]
    BucketNotFound(String),
    /// A target's connection is not there.
    #[error("Connection {0} not found.")]
    ConnectionNotFound(String),
    /// A target's connection cannot be opened or read.
    #[error("Cannot crawl through connection {name}: {source}")]
    Connection {
        /// Its name.
        name: String,
        /// Why not.
        source: boathouse_jdbc::Error,
    },
    /// The database the tables go to is not there.
    #[error("Database {0} not found.")]
    DatabaseNotFound(String),
    /// More tables than `TableThreshold` allows; nothing was written.
    #[error(
        "The number of tables detected by crawler: {found} is greater than the table threshold value provided: {threshold}. Failing crawler without writing to Data Catalog."
    )]
    TableThreshold {
        /// Tables the crawl found.
        found: usize,
        /// Tables allowed.
        threshold: usize,
    },
    /// The catalog is not as it was when the plan was made.
    #[error("the catalog has changed since the plan was made: plan again")]
    PlanOutdated,
    /// Lake or catalog are not as they were when the plan was made; what moved, each in words.
    #[error("the plan cannot be applied, for what it was made from has moved: {}", .0.join("; "))]
    PlanMoved(Vec<String>),
    /// Tables that a run changed were changed since; their names.
    #[error("the run cannot be undone, for these tables were changed since: {}", .0.join(", "))]
    UndoOutdated(Vec<String>),
    /// A run that can never be undone.
    #[error("the run {run} cannot be undone: {why}")]
    NotUndoable {
        /// Its id.
        run: String,
        /// Why not.
        why: String,
    },
    /// The run was stopped.
    #[error("the crawl was stopped")]
    Cancelled,
    /// The store failed on a listing.
    #[error("cannot list s3://{bucket}/{prefix}: {source}")]
    Listing {
        /// Bucket.
        bucket: String,
        /// Prefix in it.
        prefix: String,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The lake.
    #[error(transparent)]
    Lake(boathouse_lake::Error),
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] boathouse_catalog::Error),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
}

impl From<boathouse_lake::Error> for Error {
    fn from(error: boathouse_lake::Error) -> Self {
        match error {
            boathouse_lake::Error::NoSuchBucket(bucket) => Self::BucketNotFound(bucket),
            other => Self::Lake(other),
        }
    }
}

impl From<boathouse_state::rusqlite::Error> for Error {
    fn from(error: boathouse_state::rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::State(error.into())
    }
}

impl Error {
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::InvalidInput(text.into())
    }
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
