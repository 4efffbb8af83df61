//! What can go wrong with permissions.

/// A fact about what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing.
    #[error("{entity} '{name}' is not there")]
    NotFound {
        /// What was looked for.
        entity: &'static str,
        /// Its name.
        name: String,
    },
    /// The name is taken.
    #[error("{entity} '{name}' is there already")]
    Exists {
        /// What was to be made.
        entity: &'static str,
        /// Its name.
        name: String,
    },
    /// A value of a tag is assigned to something, so it stays.
    #[error("the value '{value}' of the tag '{key}' is assigned to a resource")]
    ValueInUse {
        /// The tag.
        key: String,
        /// Its value.
        value: String,
    },
    /// A tag has no such value.
    #[error("the tag '{key}' has no value '{value}'")]
    ValueNotFound {
        /// The tag.
        key: String,
        /// The value.
        value: String,
    },
    /// The table has no such column.
    #[error("the table '{table}' has no column '{column}'")]
    ColumnNotFound {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The permission does not exist for this kind of resource.
    #[error("{permission} is no permission of {kind}")]
    NotApplicable {
        /// The permission.
        permission: &'static str,
        /// What kind of resource it is.
        kind: &'static str,
    },
    /// A permission with grant option must be granted, too.
    #[error("{0} is to be granted with grant option and is not among the permissions")]
    NotASubset(&'static str),
    /// The principal has nothing of what is to be revoked.
    #[error("'{principal}' has none of the permissions")]
    NothingRevoked {
        /// The principal.
        principal: String,
    },
    /// No registered location covers the path.
    #[error("no registered location covers '{0}'")]
    NotRegistered(String),
    /// Somebody else changed it.
    #[error("the data cells filter '{0}' is at another version")]
    VersionMismatch(String),
    /// A limit is reached.
    #[error("{what} can be at most {max}")]
    Limit {
        /// Of what there are too many.
        what: &'static str,
        /// How many there can be.
        max: usize,
    },
    /// Anything else that was asked wrongly.
    #[error("{0}")]
    Invalid(String),
    /// A page token that was not made here.
    #[error("the page token is not one of this listing: start again without one")]
    InvalidToken,
    /// The catalog, mostly because something is not there.
    #[error(transparent)]
    Catalog(#[from] boathouse_catalog::Error),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
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
