//! `GET /_boathouse/health`: the server answers.

use http::StatusCode;

use crate::reply::{Answer, document};

pub(super) fn serve() -> Answer {
    let body = serde_json::json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") });
    document(StatusCode::OK, "application/json", body.to_string())
}
