//! What can go wrong with a connection.

/// Why a connection could not be opened or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The connection does not say what is needed.
    #[error("{0}")]
    Incomplete(String),
    /// The host is not this machine.
    #[error("the connection's host '{0}' is not on this machine: only loopback addresses are connected to")]
    NotLocal(String),
    /// Something that is not done here.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// Nobody listens.
    #[error("cannot connect to {address}: {reason}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// No answer in time.
    #[error("{0} did not answer in time")]
    TimedOut(String),
    /// The server answers, and it says no.
    #[error("the server refused: {message} ({code})")]
    Refused {
        /// The server's code: an SQLSTATE, before it the error's number if the engine has numbers.
        code: String,
        /// The server's text.
        message: String,
        /// What that comes to.
        refusal: Refusal,
    },
    /// Whatever listens there does not speak the protocol, or broke off.
    #[error("{0}")]
    Protocol(String),
}

/// What a server says no to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The user or the password.
    Credentials,
    /// A database or schema that is not there.
    NotFound,
    /// Something this user may not do.
    Access,
    /// Another connection: there are too many.
    Busy,
    /// Anything else.
    Other,
}

impl Refusal {
    /// By the class of an SQLSTATE: 28 is about who one is, 3D and 3F about what is not there, 42 about what one may,
    /// 53 about what the server has too little of.
    pub(crate) fn of_sql_state(state: &str) -> Self {
        match state.get(..2) {
            Some("28") => Self::Credentials,
            Some("3D" | "3F") => Self::NotFound,
            Some("42") => Self::Access,
            Some("53") => Self::Busy,
            _ => Self::Other,
        }
    }
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
