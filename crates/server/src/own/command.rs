//! `POST /_boathouse/command`: what the command line asks of the server that holds the folder.

use boathouse::command::{Request, execute, frame};
use futures::StreamExt;
use http::{HeaderMap, StatusCode};
use http_body_util::StreamBody;
use hyper::body::Frame;
use s3s::Body;

use crate::body::Timed;
use crate::own::refuse;
use crate::reply::{Answer, document};
use crate::server::Shared;

pub(super) async fn serve(shared: &Shared, headers: &HeaderMap, body: Timed) -> Answer {
    if !is_ours(headers, &shared.config.token) {
        return refuse(StatusCode::FORBIDDEN, "commands take the token that is in the data folder");
    }
    let body = match body.whole().await {
        Ok(body) => body,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let request: Request = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &format!("this is no command: {error}")),
    };
    let frames = execute(&shared.house, request)
        .map(|message| Ok::<_, std::convert::Infallible>(Frame::data(frame::encode(message))));
    document(StatusCode::OK, frame::CONTENT_TYPE, Body::http_body_unsync(StreamBody::new(frames)))
}

/// Compared without telling by the time it takes how much of it was right.
fn is_ours(headers: &HeaderMap, token: &str) -> bool {
    let given = headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|value| value.strip_prefix("Bearer ")) else { return false };
    given.len() == token.len() && given.bytes().zip(token.bytes()).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}
