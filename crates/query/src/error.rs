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
    /// The workgroup takes no queries.
    #[error("the workgroup '{0}' is disabled")]
    WorkgroupDisabled(String),
    /// A workgroup of this name is there.
    #[error("there is a workgroup '{0}' already")]
    WorkgroupExists(String),
    /// The workgroup that is always there.
    #[error("the workgroup '{primary}' cannot be deleted", primary = crate::PRIMARY_WORKGROUP)]
    PrimaryWorkgroup,
    /// Something is kept in the workgroup.
    #[error("the workgroup '{0}' is not empty")]
    WorkgroupNotEmpty(String),
    /// As many as a scope may have.
    #[error("there are {max} workgroups, and no more are allowed", max = crate::WORKGROUPS_MAX)]
    TooManyWorkgroups,
    /// Settings that do not go together; the text says which.
    #[error("{0}")]
    InvalidSettings(String),
    /// Neither the caller nor the workgroup says where results go.
    #[error("neither the request nor the workgroup says where results go")]
    NoOutputLocation,
    /// No such named query.
    #[error("there is no named query '{0}'")]
    NamedQueryNotFound(String),
    /// No such prepared statement in the workgroup.
    #[error("there is no prepared statement '{0}' in the workgroup '{1}'")]
    PreparedNotFound(String, String),
    /// A prepared statement of this name is in the workgroup.
    #[error("there is a prepared statement '{0}' in the workgroup '{1}' already")]
    PreparedExists(String, String),
    /// As many as a workgroup may have.
    #[error("'{0}' would be one prepared statement too many: a workgroup has at most {max}", max = crate::PREPARED_MAX)]
    TooManyPrepared(String),
    /// No such data catalog.
    #[error("there is no data catalog '{0}'")]
    DataCatalogNotFound(String),
    /// A data catalog of this name is there.
    #[error("there is a data catalog '{0}' already")]
    DataCatalogExists(String),
    /// The data catalog is known and its tables are not here; the text says where they are.
    #[error("{0}")]
    DataCatalogElsewhere(String),
    /// No such capacity reservation.
    #[error("there is no capacity reservation '{0}'")]
    ReservationNotFound(String),
    /// A capacity reservation of this name is there.
    #[error("there is a capacity reservation '{0}' already")]
    ReservationExists(String),
    /// The reservation does not stand where it would have to; the text says where.
    #[error("{0}")]
    ReservationState(String),
    /// Nothing that could have tags is there.
    #[error("there is no '{0}'")]
    ResourceNotFound(String),
    /// As many tags as a thing may have.
    #[error("a thing has at most {max} tags", max = crate::TAGS_MAX)]
    TooManyTags,
    /// Only statements that write tables list what they wrote.
    #[error("the statement lists no written objects")]
    NoManifest,
    /// A page token that was not made for a listing of this kind.
    #[error("the page token '{0}' is not one of this listing")]
    InvalidListToken(String),
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
