//! What AWS services have in common on the wire: the JSON 1.1 envelope, the form-and-XML ("query")
//! protocol, request signatures, and the table of a service's operations.
//!
//! It knows no service, no socket and no domain: a service brings its operations and its error type, a
//! server brings the requests.

mod coverage;
mod envelope;
mod epoch_seconds;
mod form;
mod input;
mod model;
mod operations;
mod sigv4;
mod xml;

pub use coverage::{Coverage, Marks};
pub use envelope::{Identity, JsonError, Reply, Request, finish, finish_error, target};
pub use epoch_seconds::EpochSeconds;
pub use form::Form;
pub use input::{Constraints, Input, InputError, Reported, read_input};
pub use model::Model;
pub use operations::{Handler, HandlerFuture, Operation, dispatch};
pub use sigv4::{CredentialScope, SignatureError, SignedRequest, scope, sign_headers, verify};
pub use xml::Xml;
