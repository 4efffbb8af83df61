//! Why a connection could not be opened, in Glue's words.

use boathouse_jdbc::{Error as Fact, Refusal};

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        let message = fact.to_string();
        match fact {
            Fact::Incomplete(_) | Fact::NotLocal(_) => Self::InvalidInput(message),
            Fact::Unsupported(_) => Self::InvalidInput(format!("{message} by the test of a connection by boathouse")),
            Fact::TimedOut(_) => Self::OperationTimeout(message),
            Fact::Unreachable { .. } => Self::FederationSource { code: "EntityNotFoundException", message },
            Fact::Refused { refusal, .. } => Self::FederationSource { code: federation_code(refusal), message },
            Fact::Protocol(_) => Self::FederationSource { code: "InvalidResponseException", message },
        }
    }
}

fn federation_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Credentials => "InvalidCredentialsException",
        Refusal::NotFound => "EntityNotFoundException",
        Refusal::Access => "AccessDeniedException",
        Refusal::Busy => "ThrottlingException",
        Refusal::Other => "InternalServiceException",
    }
}
