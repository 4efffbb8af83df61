//! `POST /_boathouse/reset`: empties the lake between two tests.

use http::StatusCode;

use crate::own::refuse;
use crate::reply::{Answer, document};
use crate::server::Shared;

pub(super) async fn serve(shared: &Shared) -> Answer {
    if !shared.config.allow_reset {
        return refuse(StatusCode::FORBIDDEN, "the server was not started with --allow-reset");
    }
    match shared.house.reset().await {
        Ok(()) => document(StatusCode::OK, "application/json", r#"{"status":"ok"}"#.to_owned()),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
