//! Lake Formation's exceptions, and how facts of the domain crates become them.

use boathouse_catalog::Error as CatalogError;
use boathouse_permissions::Error as PermissionsError;
use boathouse_wire::{InputError, JsonError};
use serde::Serialize;

/// An exception of Lake Formation's with its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller may not.
    #[error("{0}")]
    AccessDenied(String),
    /// The name is taken.
    #[error("{0}")]
    AlreadyExists(String),
    /// Somebody else changed it.
    #[error("{0}")]
    ConcurrentModification(String),
    /// There is no such thing.
    #[error("{0}")]
    EntityNotFound(String),
    /// A failure of ours; the text is for the log.
    #[error("{0}")]
    InternalService(String),
    /// Asked wrongly.
    #[error("{0}")]
    InvalidInput(String),
    /// A limit is reached.
    #[error("{0}")]
    ResourceNumberLimitExceeded(String),
    /// The request is not of the model's form; empty texts are left out.
    #[error("{0}")]
    Serialization(String),
    /// The request breaks the model's constraints.
    #[error("{0}")]
    Validation(String),
}

impl JsonError for Error {
    fn code(&self) -> &str {
        match self {
            Self::AccessDenied(_) => "AccessDeniedException",
            Self::AlreadyExists(_) => "AlreadyExistsException",
            Self::ConcurrentModification(_) => "ConcurrentModificationException",
            Self::EntityNotFound(_) => "EntityNotFoundException",
            Self::InternalService(_) => "InternalServiceException",
            Self::InvalidInput(_) => "InvalidInputException",
            Self::ResourceNumberLimitExceeded(_) => "ResourceNumberLimitExceededException",
            Self::Serialization(_) => "SerializationException",
            Self::Validation(_) => "ValidationException",
        }
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn status(&self) -> u16 {
        if matches!(self, Self::InternalService(_)) { 500 } else { 400 }
    }
}

impl Error {
    /// What a grant or revocation says of a resource that is not there; clients look for these texts.
    pub(crate) fn of_grant(error: PermissionsError) -> Self {
        match error {
            PermissionsError::NotFound { entity: "the data cells filter", .. } => {
                Self::InvalidInput("Cell Filter not found".to_owned())
            }
            PermissionsError::ColumnNotFound { column, .. } => {
                Self::InvalidInput(format!("cannot grant/revoke permission on non-existent column: {column}"))
            }
            other => other.into(),
        }
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Constraints(text) => Self::Validation(text),
            InputError::Unreadable | InputError::WrongKind(_) => Self::Serialization(error.wire_message()),
        }
    }
}

impl From<CatalogError> for Error {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::DatabaseNotFound(name) => Self::EntityNotFound(format!("Database not found: {name}")),
            CatalogError::TableNotFound { table, .. } => Self::EntityNotFound(format!("Table not found: {table}")),
            CatalogError::State(error) => internal(&error),
            other => Self::InvalidInput(other.to_string()),
        }
    }
}

impl From<PermissionsError> for Error {
    fn from(error: PermissionsError) -> Self {
        use PermissionsError as Fact;
        match error {
            Fact::NotFound { .. } | Fact::ValueNotFound { .. } | Fact::ColumnNotFound { .. } => {
                Self::EntityNotFound(sentence(&error))
            }
            // The operations that make tags and expressions have no exception for names that are taken.
            Fact::Exists { entity: "the LF-tag" | "the LF-tag expression", .. } => Self::InvalidInput(sentence(&error)),
            Fact::Exists { .. } => Self::AlreadyExists(sentence(&error)),
            Fact::ValueInUse { .. } => Self::InvalidInput("Update not allowed".to_owned()),
            Fact::NotApplicable { .. } => Self::InvalidInput("Permissions modification is invalid.".to_owned()),
            Fact::NothingRevoked { .. } => Self::InvalidInput(
                "No permissions revoked. Grantee has no permissions and no grantable permissions on resource"
                    .to_owned(),
            ),
            Fact::NotRegistered(arn) => {
                Self::InvalidInput(format!("No location is registered for {arn}: register the S3 path first."))
            }
            Fact::NotASubset(_) | Fact::Invalid(_) => Self::InvalidInput(sentence(&error)),
            Fact::VersionMismatch(_) => Self::ConcurrentModification(sentence(&error)),
            Fact::Limit { .. } => Self::ResourceNumberLimitExceeded(sentence(&error)),
            Fact::InvalidToken => Self::InvalidInput("Invalid NextToken.".to_owned()),
            Fact::Catalog(error) => error.into(),
            Fact::State(error) => internal(&error),
        }
    }
}

fn internal(error: &boathouse_state::Error) -> Error {
    tracing::error!(%error, "the state failed");
    Error::InternalService(error.to_string())
}

/// A fact's text with a large first letter.
fn sentence(error: &PermissionsError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `ErrorDetail`: the exception of one item.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ErrorDetail {
    error_code: String,
    error_message: String,
}

impl From<Error> for ErrorDetail {
    fn from(error: Error) -> Self {
        Self { error_code: error.code().to_owned(), error_message: error.message() }
    }
}
