//! `/_boathouse/*`: what is ours and not AWS's.

mod command;
mod crawls;
mod health;
mod reset;

use http::{HeaderMap, Method, StatusCode};

use crate::body::Timed;
use crate::reply::{Answer, document};
use crate::server::Shared;

pub(crate) async fn serve(shared: &Shared, path: &str, method: &Method, headers: &HeaderMap, body: Timed) -> Answer {
    if is_foreign(headers) {
        return refuse(StatusCode::FORBIDDEN, "web pages of other origins have no business here");
    }
    match (method, path) {
        (&Method::GET | &Method::HEAD, "health") => health::serve(),
        (&Method::GET, "crawls") => crawls::serve(shared),
        (&Method::POST, "command") => command::serve(shared, headers, body).await,
        (&Method::POST, "reset") => reset::serve(shared).await,
        (_, "health" | "crawls" | "command" | "reset") => {
            refuse(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
        }
        _ => refuse(StatusCode::NOT_FOUND, "there is nothing here; health, crawls, command and reset are"),
    }
}

/// Browsers let any page post to a loopback port, but say so.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get(http::header::ORIGIN).is_some_and(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        !matches!(host, "127.0.0.1" | "localhost")
    })
}

fn refuse(status: StatusCode, message: &str) -> Answer {
    document(status, "application/json", serde_json::json!({ "error": message }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_origins_are_foreign() {
        for (origin, foreign) in [
            (None, false),
            (Some("http://127.0.0.1:5253"), false),
            (Some("http://localhost"), false),
            (Some("https://example.org"), true),
            (Some("http://127.0.0.1.example.org:5253"), true),
            (Some("null"), true),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(http::header::ORIGIN, origin.parse().expect("header"));
            }
            assert_eq!(is_foreign(&headers), foreign, "{origin:?}");
        }
    }
}
