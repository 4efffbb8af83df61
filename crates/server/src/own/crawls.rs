//! `GET /_boathouse/crawls`: how far the crawlers are that run now.

use http::StatusCode;

use crate::reply::{Answer, document};
use crate::server::Shared;

pub(super) fn serve(shared: &Shared) -> Answer {
    let running = shared.house.crawlers().progress().into_iter();
    let running = running.map(|(crawler, progress)| serde_json::json!({ "crawler": crawler, "progress": progress }));
    let body = serde_json::json!({ "running": running.collect::<Vec<_>>() });
    document(StatusCode::OK, "application/json", body.to_string())
}
