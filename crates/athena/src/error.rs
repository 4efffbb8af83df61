//! Athena's exceptions, and how facts of the domain crates become them.

use boathouse_catalog::Error as CatalogError;
use boathouse_query::{Error as QueryError, ExecutionState};
use boathouse_state::new_id;
use boathouse_wire::{InputError, JsonError};

/// An exception of Athena's with its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// `InvalidRequestException` with the code that goes with it.
    #[error("{message}")]
    InvalidRequest {
        /// `AthenaErrorCode`.
        code: &'static str,
        /// The text.
        message: String,
    },
    /// A failure of ours; details are in the log.
    #[error("{0}")]
    Internal(String),
    /// The catalog has no such thing.
    #[error("{0}")]
    Metadata(String),
    /// There is no such thing.
    #[error("{message}")]
    ResourceNotFound {
        /// The text.
        message: String,
        /// `ResourceName`.
        name: String,
    },
    /// The request is not of the model's form; empty texts are left out.
    #[error("{0}")]
    Serialization(String),
    /// More calls than may be made.
    #[error("Rate exceeded")]
    Throttled,
    /// More queries than may be active.
    #[error(
        "You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account. Contact customer support to request a concurrent query limit increase."
    )]
    TooManyRequests,
}

const INVALID_INPUT: &str = "INVALID_INPUT";

impl Error {
    /// `INVALID_INPUT` with this text.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::InvalidRequest { code: INVALID_INPUT, message: message.into() }
    }

    /// What would need Spark.
    pub(crate) fn spark(what: &str) -> Self {
        Self::input(format!("{what} needs Apache Spark, which is not supported by boathouse"))
    }

    /// The text for a database or table that is not there, which must hold `EntityNotFoundException`.
    pub(crate) fn entity_not_found(what: &str) -> Self {
        Self::Metadata(format!(
            "EntityNotFoundException: {what} (Service: AWSGlue; Status Code: 400; Error Code: \
             EntityNotFoundException; Request ID: {}; Proxy: null)",
            new_id()
        ))
    }

    fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "an Athena operation failed inside");
        Self::Internal(error.to_string())
    }
}

impl JsonError for Error {
    fn code(&self) -> &str {
        match self {
            Self::InvalidRequest { .. } => "InvalidRequestException",
            Self::Internal(_) => "InternalServerException",
            Self::Metadata(_) => "MetadataException",
            Self::ResourceNotFound { .. } => "ResourceNotFoundException",
            Self::Serialization(_) => "SerializationException",
            Self::Throttled => "ThrottlingException",
            Self::TooManyRequests => "TooManyRequestsException",
        }
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn status(&self) -> u16 {
        if matches!(self, Self::Internal(_)) { 500 } else { 400 }
    }

    fn members(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::InvalidRequest { code, .. } => {
                vec![("AthenaErrorCode", (*code).to_owned()), ("ErrorCode", (*code).to_owned())]
            }
            Self::ResourceNotFound { name, .. } => vec![("ResourceName", name.clone())],
            Self::TooManyRequests => vec![("Reason", "CONCURRENT_QUERY_LIMIT_EXCEEDED".to_owned())],
            _ => Vec::new(),
        }
    }

    fn has_type_header(&self) -> bool {
        false
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Constraints(message) => Self::input(message),
            other => Self::Serialization(other.wire_message()),
        }
    }
}

impl From<QueryError> for Error {
    fn from(error: QueryError) -> Self {
        let request = |code, message: String| Self::InvalidRequest { code, message };
        match error {
            QueryError::Malformed(message) => request("MALFORMED_QUERY", message),
            QueryError::CatalogNotFound(name) => {
                request("DATACATALOG_NOT_FOUND", format!("Catalog '{name}' does not exist"))
            }
            QueryError::EntityNotFound => Self::input(format!(
                "Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; \
                 Request ID: {}; Proxy: null)",
                new_id()
            )),
            QueryError::TooLong(_) => Self::input(format!(
                "1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have \
                 length less than or equal to {}",
                boathouse_query::STATEMENT_BYTES_MAX
            )),
            QueryError::InvalidOutputLocation(_) => Self::input("outputLocation is not a valid S3 path."),
            QueryError::OutputBucket(bucket) => Self::input(format!("Unable to verify/create output bucket {bucket}")),
            QueryError::WorkgroupNotFound(_) => Self::input("WorkGroup is not found."),
            QueryError::TokenReused => {
                request("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match".to_owned())
            }
            QueryError::TooManyQueries(_) => Self::TooManyRequests,
            QueryError::ExecutionNotFound(id) => {
                request("QUERY_EXECUTION_NOT_FOUND", format!("QueryExecution {id} was not found"))
            }
            QueryError::NotFinished(state) => {
                request("INVALID_QUERY_EXECUTION_STATE", format!("Query has not yet finished. Current state: {state}"))
            }
            QueryError::DidNotSucceed(state) => not_succeeded(state),
            QueryError::ResultNotFound => request("RESULT_NOT_FOUND", "Could not find results".to_owned()),
            QueryError::InvalidToken(token) => Self::input(format!("Malformed nextPageToken {token}")),
            other => of_settings(other),
        }
    }
}

fn not_succeeded(state: ExecutionState) -> Error {
    Error::InvalidRequest {
        code: "INVALID_QUERY_EXECUTION_STATE",
        message: format!("Query did not finish successfully. Final query state: {state}"),
    }
}

/// Terraform knows by the last words that a named query is gone.
pub(crate) fn named_query_not_found(id: &str) -> String {
    format!("NamedQuery {id} was not found: it does not exist")
}

/// Errors about what is set up for queries.
fn of_settings(error: QueryError) -> Error {
    match error {
        QueryError::WorkgroupDisabled(name) => Error::input(format!("WorkGroup {name} is disabled.")),
        QueryError::WorkgroupExists(_) => Error::input("WorkGroup is already created"),
        QueryError::PrimaryWorkgroup => Error::input("The primary WorkGroup cannot be deleted."),
        QueryError::WorkgroupNotEmpty(name) => Error::input(format!("WorkGroup {name} is not empty")),
        QueryError::TooManyWorkgroups => Error::input(format!(
            "The number of workgroups in this account exceeds the limit of {}.",
            boathouse_query::WORKGROUPS_MAX
        )),
        QueryError::InvalidSettings(text)
        | QueryError::ReservationState(text)
        | QueryError::DataCatalogElsewhere(text) => Error::input(text),
        QueryError::NoOutputLocation => Error::input(
            "No output location provided. An output location is required either through the Workgroup result \
             configuration setting or as an API input.",
        ),
        QueryError::NamedQueryNotFound(id) => Error::input(named_query_not_found(&id)),
        QueryError::PreparedNotFound(name, workgroup) => Error::ResourceNotFound {
            message: format!("PreparedStatement {name} was not found in workGroup {workgroup}"),
            name,
        },
        QueryError::PreparedExists(name, workgroup) => {
            Error::input(format!("PreparedStatement {name} already exists in workGroup {workgroup}"))
        }
        QueryError::TooManyPrepared(name) => Error::input(format!(
            "Cannot create prepared statement {name}. The number of prepared statements in this workgroup exceeds the \
             limit of {}.",
            boathouse_query::PREPARED_MAX
        )),
        QueryError::DataCatalogNotFound(name) => Error::input(format!("Data catalog {name} was not found")),
        QueryError::DataCatalogExists(name) => Error::input(format!("Data catalog {name} has already been created")),
        QueryError::ReservationNotFound(name) => Error::input(format!("Capacity reservation {name} was not found")),
        QueryError::ReservationExists(name) => Error::input(format!("Capacity reservation {name} already exists")),
        QueryError::ResourceNotFound(name) => {
            Error::ResourceNotFound { message: format!("The resource {name} was not found"), name }
        }
        QueryError::TooManyTags => {
            Error::input(format!("A resource can have at most {} tags.", boathouse_query::TAGS_MAX))
        }
        QueryError::NoManifest => Error::input("QueryResultType DATA_MANIFEST is not supported for this query type"),
        QueryError::InvalidListToken(token) => Error::input(format!("The nextPageToken is malformed: {token}")),
        other => Error::internal(&other),
    }
}

impl From<CatalogError> for Error {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::DatabaseNotFound(name) => Self::entity_not_found(&format!("Database {name} not found.")),
            CatalogError::TableNotFound { table, .. } => Self::entity_not_found(&format!("Table {table} not found.")),
            CatalogError::InvalidToken => Self::input("Malformed nextPageToken"),
            CatalogError::InvalidInput(text) | CatalogError::InvalidExpression(text) => Self::Metadata(text),
            other => Self::internal(&other),
        }
    }
}
