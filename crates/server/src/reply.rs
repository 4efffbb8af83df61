//! Answers, in the shape each kind of caller understands.

use boathouse_wire::{JsonError, Reply, finish_error};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use s3s::Body;

use crate::dispatch::Protocol;

/// Every answer has this body: bytes, or a stream.
pub(crate) type Answer = Response<Body>;

/// An error that belongs to no service.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) status: u16,
}

impl JsonError for Plain {
    fn code(&self) -> &str {
        self.code
    }

    fn message(&self) -> String {
        self.message.clone()
    }

    fn status(&self) -> u16 {
        self.status
    }
}

/// What `boathouse-wire` made, as HTTP.
pub(crate) fn answer(reply: Reply) -> Answer {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// An error as JSON.
pub(crate) fn json_error(request_id: &str, error: &dyn JsonError) -> Answer {
    answer(finish_error(request_id, error))
}

/// An error in the caller's protocol.
pub(crate) fn error(protocol: Protocol, request_id: &str, error: &Plain) -> Answer {
    match protocol {
        Protocol::Json => json_error(request_id, error),
        Protocol::Query => {
            let side = if error.status < 500 { "Sender" } else { "Receiver" };
            let body = format!(
                "<ErrorResponse><Error><Type>{side}</Type><Code>{}</Code><Message>{}</Message></Error>\
                 <RequestId>{request_id}</RequestId></ErrorResponse>",
                error.code,
                escaped(&error.message)
            );
            let headers = vec![("content-type".to_owned(), "text/xml".to_owned())];
            answer(Reply { status: error.status, headers, body: Bytes::from(body) })
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A document of our own.
pub(crate) fn document(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Answer {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
