//! The service: what its operations need and how a request reaches one.

use boathouse_state::Clock;
use boathouse_wire::{Form, Identity, Reply};

use crate::ops::{OPERATIONS, UNSERVED};
use crate::{Error, query};

/// Digits of an account number.
const ACCOUNT_DIGITS: usize = 12;

/// A call by form.
#[derive(Debug, Clone)]
pub struct QueryRequest {
    /// The form of the body, or the query string.
    pub form: Form,
    /// Who asks.
    pub identity: Identity,
    /// An id for logs and the reply.
    pub request_id: String,
}

/// The STS service.
#[derive(Debug, Clone)]
pub struct Sts {
    pub(crate) clock: Clock,
}

impl Sts {
    /// A service that goes by this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// Whether STS has this action, so that a server can tell its forms from others'.
    pub fn has_action(action: &str) -> bool {
        find(action).is_some() || UNSERVED.contains(&action)
    }

    /// Answers one request.
    pub fn handle(&self, request: &QueryRequest) -> Reply {
        let action = request.form.action().unwrap_or_default();
        let outcome = match find(action) {
            Some(call) => call(self, request),
            None if UNSERVED.contains(&action) => Err(Error::NotServed(action.to_owned())),
            None => Err(Error::InvalidAction(action.to_owned())),
        };
        outcome.unwrap_or_else(|error| query::refuse(&request.request_id, &error))
    }
}

/// What an operation is: form in, reply out.
pub(crate) type Call = fn(&Sts, &QueryRequest) -> Result<Reply, Error>;

fn find(action: &str) -> Option<Call> {
    OPERATIONS.iter().find(|(name, _)| *name == action).map(|(_, call)| *call)
}

/// The account that an access key belongs to: its own number when it is one, else `default`.
pub fn account_of(access_key_id: &str, default: &str) -> String {
    let is_number = access_key_id.len() == ACCOUNT_DIGITS && access_key_id.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { access_key_id.to_owned() } else { default.to_owned() }
}

#[cfg(test)]
mod tests;
