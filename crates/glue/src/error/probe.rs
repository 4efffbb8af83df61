//! Why a connection could not be opened, in Glue's words.

use boathouse_catalog::ProbeError as Fact;

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        let message = fact.to_string();
        match fact {
            Fact::Incomplete(_) | Fact::NotLocal(_) => Self::InvalidInput(message),
            Fact::Unsupported(_) => Self::InvalidInput(format!("{message} by boathouse")),
            Fact::TimedOut(_) => Self::OperationTimeout(message),
            Fact::Unreachable { .. } => Self::FederationSource { code: "EntityNotFoundException", message },
            Fact::Refused { code, .. } => Self::FederationSource { code: federation_code(&code), message },
            Fact::Protocol(_) => Self::FederationSource { code: "InvalidResponseException", message },
        }
    }
}

/// A class of SQLSTATE: 28 is about who one is, 3D and 3F about what is not there, 42 about what one may.
fn federation_code(sql_state: &str) -> &'static str {
    match sql_state.get(..2) {
        Some("28") => "InvalidCredentialsException",
        Some("3D" | "3F") => "EntityNotFoundException",
        Some("42") => "AccessDeniedException",
        Some("53") => "ThrottlingException",
        _ => "InternalServiceException",
    }
}
