//! Whose request is it? Decided by what every AWS client sends, in an order that leaves no doubt.

use boathouse_wire::scope;
use http::header::{CONTENT_TYPE, HeaderMap};
use http::{Method, Uri};

/// Paths that are ours and not AWS's.
pub(crate) const OWN_PREFIX: &str = "/_boathouse/";

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Ours: what is behind the prefix.
    Own(String),
    /// An AWS JSON operation.
    Json(JsonService, String),
    /// A service of the query protocol, by its signing name when there is a signature.
    Query(Option<String>),
    /// Everything that is nobody else's.
    S3,
    /// A service that is not here.
    Unknown(Protocol, String),
    /// JSON for a service that is here, without an operation.
    NoOperation(JsonService),
}

/// A service that speaks AWS JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonService {
    Glue,
    Athena,
    LakeFormation,
    Logs,
}

/// How an error must look for the caller to understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Json,
    Query,
}

/// Finds the route of a request.
pub(crate) fn route(method: &Method, uri: &Uri, headers: &HeaderMap) -> Route {
    if let Some(rest) = uri.path().strip_prefix(OWN_PREFIX) {
        return Route::Own(rest.to_owned());
    }
    if let Some(target) = headers.get("x-amz-target") {
        return match by_target(&String::from_utf8_lossy(target.as_bytes())) {
            // Athena answers to whatever is signed for it; a target that is not its own names no operation.
            Route::Unknown(_, _) if is_for_athena(headers, uri) => Route::Json(JsonService::Athena, String::new()),
            other => other,
        };
    }
    let is_form = has_type(headers, "application/x-www-form-urlencoded");
    match scope(headers, uri.query()).map(|scope| scope.service) {
        Some(service) => match service.as_str() {
            "s3" => Route::S3,
            "glue" => Route::NoOperation(JsonService::Glue),
            "athena" => Route::Json(JsonService::Athena, String::new()),
            "logs" => Route::NoOperation(JsonService::Logs),
            // REST: the path is the operation.
            "lakeformation" => Route::Json(JsonService::LakeFormation, uri.path().trim_start_matches('/').to_owned()),
            "sts" => Route::Query(Some(service)),
            _ if is_form => Route::Unknown(Protocol::Query, service),
            _ => Route::Unknown(Protocol::Json, service),
        },
        None if has_action(uri) => Route::Query(None),
        None if is_form && method == Method::POST && uri.path() == "/" => Route::Query(None),
        None => Route::S3,
    }
}

fn by_target(target: &str) -> Route {
    match target.rsplit_once('.') {
        Some(("AWSGlue", operation)) => Route::Json(JsonService::Glue, operation.to_owned()),
        Some(("AmazonAthena", operation)) => Route::Json(JsonService::Athena, operation.to_owned()),
        Some(("Logs_20140328", operation)) => Route::Json(JsonService::Logs, operation.to_owned()),
        Some((service, _)) => Route::Unknown(Protocol::Json, service.to_owned()),
        None => Route::Unknown(Protocol::Json, target.to_owned()),
    }
}

fn is_for_athena(headers: &HeaderMap, uri: &Uri) -> bool {
    scope(headers, uri.query()).is_some_and(|scope| scope.service == "athena")
}

fn has_type(headers: &HeaderMap, media_type: &str) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().is_some_and(|found| found.trim().eq_ignore_ascii_case(media_type))
}

/// `GET /?Action=…` of the query protocol. In S3 `/` has no parameter of that name.
fn has_action(uri: &Uri) -> bool {
    uri.path() == "/" && uri.query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("Action=")))
}

#[cfg(test)]
mod tests;
