//! The AWS JSON 1.1 envelope: `POST /` with the operation in `X-Amz-Target` and JSON both ways.

use boathouse_state::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

/// The media type of requests and replies.
const CONTENT_TYPE: &str = "application/x-amz-json-1.1";
/// Names the members of a request that nobody looked at.
const IGNORED_HEADER: &str = "x-boathouse-ignored";
/// Headers must stay small enough for any client to take them.
const IGNORED_HEADER_BYTES_MAX: usize = 2_000;

/// Who sent a request, as far as its signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The access key id; none for unsigned requests.
    pub access_key_id: Option<String>,
    /// The account the caller acts in.
    pub account_id: String,
    /// The region the caller means.
    pub region: String,
}

impl Default for Identity {
    fn default() -> Self {
        Self { access_key_id: None, account_id: DEFAULT_ACCOUNT.to_owned(), region: DEFAULT_REGION.to_owned() }
    }
}

impl Identity {
    /// The caller's ARN: a user named after the access key, or the account itself for unsigned requests.
    pub fn arn(&self) -> String {
        match &self.access_key_id {
            Some(key) => format!("arn:aws:iam::{}:user/{key}", self.account_id),
            None => format!("arn:aws:iam::{}:root", self.account_id),
        }
    }
}

/// One call of an operation.
#[derive(Debug, Clone)]
pub struct Request {
    /// Operation name as AWS spells it.
    pub operation: String,
    /// The body as it came.
    pub body: Bytes,
    /// Who asks.
    pub identity: Identity,
    /// An id for logs and the reply.
    pub request_id: String,
}

/// An answer, ready for any HTTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers with lower-case names.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// A JSON 1.1 reply.
    pub fn json(status: u16, request_id: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![
            ("content-type".to_owned(), CONTENT_TYPE.to_owned()),
            ("x-amzn-requestid".to_owned(), request_id.to_owned()),
        ];
        Self { status, headers, body: body.into() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// How a service's errors look on the wire.
pub trait JsonError {
    /// The modelled shape's name: `EntityNotFoundException`.
    fn code(&self) -> &str;
    /// The text; empty is left out.
    fn message(&self) -> String;
    /// HTTP status.
    fn status(&self) -> u16 {
        400
    }
    /// Members besides `__type` and the message.
    fn members(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Whether the code is repeated in the header `x-amzn-errortype`.
    fn has_type_header(&self) -> bool {
        true
    }
}

/// Splits `X-Amz-Target`: `AWSGlue.GetTable` is `GetTable` of `AWSGlue`.
pub fn target(header: &str) -> Option<(&str, &str)> {
    header.rsplit_once('.').filter(|(service, operation)| !service.is_empty() && !operation.is_empty())
}

/// The reply to a finished call; `ignored` are the paths of the members that were sent and not read.
pub fn finish<O: Serialize, E: JsonError>(request: &Request, ignored: &[String], outcome: Result<O, E>) -> Reply {
    let reply = match outcome {
        Ok(output) => match serde_json::to_vec(&output) {
            Ok(body) => Reply::json(200, &request.request_id, body),
            Err(error) => return unwritable(request, &error),
        },
        Err(error) => finish_error(&request.request_id, &error),
    };
    if ignored.is_empty() {
        return reply;
    }
    let names = ignored.join(",");
    tracing::warn!(operation = %request.operation, members = %names, "members of the request were not read");
    reply.with_header(IGNORED_HEADER, header_text(&names))
}

/// The reply to a call that failed.
pub fn finish_error(request_id: &str, error: &dyn JsonError) -> Reply {
    let mut body = Map::new();
    body.insert("__type".to_owned(), Value::from(error.code()));
    for (name, value) in error.members() {
        body.insert(name.to_owned(), Value::from(value));
    }
    let message = error.message();
    if !message.is_empty() {
        body.insert("message".to_owned(), Value::from(message.clone()));
        body.insert("Message".to_owned(), Value::from(message));
    }
    let reply = Reply::json(error.status(), request_id, Value::Object(body).to_string());
    if error.has_type_header() { reply.with_header("x-amzn-errortype", header_text(error.code())) } else { reply }
}

/// What a caller sent may hold anything; a header may not.
fn header_text(text: &str) -> String {
    let printable = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    text.chars().map(printable).take(IGNORED_HEADER_BYTES_MAX).collect()
}

fn unwritable(request: &Request, error: &serde_json::Error) -> Reply {
    tracing::error!(operation = %request.operation, %error, "a reply could not be written");
    struct Unwritable;
    impl JsonError for Unwritable {
        fn code(&self) -> &str {
            "InternalFailure"
        }
        fn message(&self) -> String {
            "the reply could not be written as JSON".to_owned()
        }
        fn status(&self) -> u16 {
            500
        }
    }
    finish_error(&request.request_id, &Unwritable)
}

#[cfg(test)]
mod tests;
