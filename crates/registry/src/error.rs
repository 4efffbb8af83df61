//! What can go wrong in the registry.

use crate::DataFormat;

/// A fact about what was asked of the registry.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No registry of this name.
    #[error("there is no registry '{0}'")]
    RegistryNotFound(String),
    /// The name is taken.
    #[error("the registry '{0}' is there already")]
    RegistryExists(String),
    /// No schema of this name.
    #[error("there is no schema '{schema}' in the registry '{registry}'")]
    SchemaNotFound {
        /// Registry name.
        registry: String,
        /// Schema name.
        schema: String,
    },
    /// The name is taken.
    #[error("the schema '{0}' is there already")]
    SchemaExists(String),
    /// No version of this id.
    #[error("there is no schema version '{0}'")]
    VersionNotFound(String),
    /// No version of this number.
    #[error("the schema '{schema}' has no version {number}")]
    VersionNumberNotFound {
        /// Schema name.
        schema: String,
        /// The number asked for, or `latest`.
        number: String,
    },
    /// No version has this definition.
    #[error("no version of the schema '{0}' has this definition")]
    DefinitionNotFound(String),
    /// The text is not a definition of the format.
    #[error("not a definition of the format {format}: {problem}")]
    InvalidDefinition {
        /// The format it should have.
        format: DataFormat,
        /// What is wrong.
        problem: String,
    },
    /// The schema's compatibility allows no second version.
    #[error("the compatibility of the schema '{schema}' is DISABLED: no version can be added")]
    VersioningDisabled {
        /// Registry name.
        registry: String,
        /// Schema name.
        schema: String,
    },
    /// The first version goes only with its schema.
    #[error("the first version cannot be deleted: delete the schema")]
    FirstVersion,
    /// The versions to delete include the checkpoint.
    #[error("version {0} is the checkpoint: move the checkpoint first")]
    CheckpointVersion(u64),
    /// New versions are still compared with the one to delete.
    #[error("version {number} is needed by the compatibility {compatibility}")]
    VersionNeeded {
        /// The version.
        number: u64,
        /// The schema's compatibility.
        compatibility: crate::Compatibility,
    },
    /// The text is not a list of version numbers and ranges.
    #[error("'{0}' is not a list of versions: use numbers and ranges, as in 1-3,5")]
    InvalidVersions(String),
    /// The version has this key and value already.
    #[error("the version '{version_id}' has the metadata '{key}' = '{value}' already")]
    MetadataExists {
        /// Id of the version.
        version_id: String,
        /// Metadata key.
        key: String,
        /// Metadata value.
        value: String,
    },
    /// The version does not have this key and value.
    #[error("the version '{version_id}' has no metadata '{key}' = '{value}'")]
    MetadataNotFound {
        /// Id of the version.
        version_id: String,
        /// Metadata key.
        key: String,
        /// Metadata value.
        value: String,
    },
    /// A version has as many keys and values as it may.
    #[error("a version has at most {0} metadata keys and values")]
    MetadataLimit(usize),
    /// There are as many as there may be; the noun says of what.
    #[error("there can be no more {0}")]
    Limit(&'static str),
    /// The schema changed while a version was compared with the others, several times over.
    #[error("the schema '{0}' is being changed by others: try again")]
    Busy(String),
    /// The definition makes no columns.
    #[error("the definition has no columns: {0}")]
    NoColumns(String),
    /// A page token that this registry did not make.
    #[error("the page token is not one of this listing: start again without one")]
    InvalidToken,
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
