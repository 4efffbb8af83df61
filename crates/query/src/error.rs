//! What can go wrong with a request about queries. Why a query failed is a [`Failure`] instead.

use crate::{ExecutionState, Failure};

/// A fact about what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is no statement; the message is Athena's.
    #[error("{0}")]
    Malformed(String),
    /// A name in the statement begins with a catalog that is not there.
    #[error("there is no catalog '{0}'")]
    CatalogNotFound(String),
    /// What the statement would describe is not there.
    #[error("the table or its database is not there")]
    EntityNotFound,
    /// The statement is longer than Athena takes.
    #[error("the statement has {0} bytes, and at most {max} are allowed", max = crate::STATEMENT_BYTES_MAX)]
    TooLong(usize),
    /// The output location is not `s3://bucket[/prefix]`.
    #[error("'{0}' is not an output location: expected s3://bucket/prefix")]
    InvalidOutputLocation(String),
    /// The output location's bucket is not there.
    #[error("the output bucket '{0}' is not there: create it first")]
    OutputBucket(String),
    /// No such workgroup.
    #[error("there is no workgroup '{0}'")]
    WorkgroupNotFound(String),
    /// The token was used for another request.
    #[error("the request token was used for another query")]
    TokenReused,
    /// More queries than may be active.
    #[error("{0} queries are active, and no more are allowed: wait for one to end")]
    TooManyQueries(usize),
    /// No such execution.
    #[error("there is no query execution '{0}'")]
    ExecutionNotFound(String),
    /// Results were asked for before the end.
    #[error("the query has not ended: it is {0}")]
    NotFinished(ExecutionState),
    /// Results were asked for and there are none, because the query failed.
    #[error("the query did not succeed: it is {0}")]
    DidNotSucceed(ExecutionState),
    /// The result is not, or no longer, where it was written.
    #[error("the result of the query is not there")]
    ResultNotFound,
    /// A page token that was not made for this.
    #[error("the page token '{0}' is not one of this listing")]
    InvalidToken(String),
    /// An embedded query failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The lake.
    #[error(transparent)]
    Lake(#[from] boathouse_lake::Error),
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] boathouse_catalog::Error),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
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

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
