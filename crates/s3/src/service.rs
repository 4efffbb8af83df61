//! The service: what comes before `s3s` and after it.

use std::sync::Arc;

use boathouse_lake::Lake;
use boathouse_state::{Clock, new_id};
use bytes::Bytes;
use http::header::{CONNECTION, EXPECT};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use s3s::service::S3ServiceBuilder;
use s3s::{Body, HttpError, S3Error, S3ErrorCode};

use crate::adapter::Adapter;
use crate::checksums::text;
use crate::drain::Remainder;
use crate::hosts::Hosts;
use crate::key_pairs::KeyPairs;
use crate::payload::FaultSlot;
use crate::{headers, unsigned};

/// Names headers of a request that were read by nobody.
static IGNORED: HeaderName = HeaderName::from_static("x-boathouse-ignored");
static REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");
static REQUEST_ID_2: HeaderName = HeaderName::from_static("x-amz-id-2");

/// How the service presents itself.
#[derive(Debug, Clone)]
pub struct S3Options {
    /// Account all buckets belong to.
    pub account_id: String,
    /// Region of all buckets.
    pub region: String,
    /// Key pairs (id, secret) to let in. With none, every signature is accepted and none needed.
    pub key_pairs: Vec<(String, String)>,
    /// Host names under which `<bucket>.<name>` addresses a bucket.
    pub base_hosts: Vec<String>,
    /// The clock presigned addresses expire by (with key pairs it is the system's).
    pub clock: Clock,
}

impl Default for S3Options {
    fn default() -> Self {
        Self {
            account_id: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            key_pairs: Vec::new(),
            base_hosts: vec!["localhost".to_owned()],
            clock: Clock::system(),
        }
    }
}

/// S3 over a lake. Clones share everything.
#[derive(Clone)]
pub struct S3Service {
    inner: s3s::service::S3Service,
    options: Arc<S3Options>,
}

impl std::fmt::Debug for S3Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Service").field("options", &self.options.account_id).finish_non_exhaustive()
    }
}

/// The region a request was signed for; it tells `us-east-1`'s manners from the others'.
#[derive(Debug, Clone)]
pub(crate) struct SignedRegion(pub Option<String>);

/// S3 over `lake`.
pub fn service(lake: Lake, options: S3Options) -> S3Service {
    let options = Arc::new(options);
    let mut builder = S3ServiceBuilder::new(Adapter { lake, options: options.clone() });
    builder.set_host(Hosts(options.base_hosts.clone()));
    if !options.key_pairs.is_empty() {
        builder.set_auth(KeyPairs::new(&options.key_pairs));
    }
    S3Service { inner: builder.build(), options }
}

impl S3Service {
    /// Answers one request. The body may be of any kind; hyper's is taken as it comes.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let body = http_body_util::BodyExt::map_err(body, Into::<Box<dyn std::error::Error + Send + Sync>>::into);
        let remainder = Remainder::new(Body::http_body_unsync(body));
        let request = Request::from_parts(parts, Body::http_body_unsync(remainder.clone()));
        let is_head = *request.method() == Method::HEAD;
        let expects_continue = request.headers().contains_key(EXPECT);
        let fault = FaultSlot::default();
        let (ignored, answered) = self.answer(request, &fault).await;
        // The body was refused while it was read; whoever read it only knows that it broke off.
        let answered = match fault.take() {
            Some(fault) => error_response(fault.error()),
            None => answered.unwrap_or_else(error_response),
        };
        let mut response = finish(answered, &ignored, is_head);
        let failed = !response.status().is_success();
        if failed && !remainder.drain(expects_continue).await {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn answer(
        &self,
        mut request: Request<Body>,
        fault: &FaultSlot,
    ) -> (Vec<String>, Result<Response<Body>, S3Error>) {
        let ignored = match headers::check(request.method(), request.uri(), request.headers(), &self.options) {
            Ok(ignored) => ignored,
            Err(error) => return (Vec::new(), Err(error)),
        };
        let region = SignedRegion(signed_region(&request));
        request.extensions_mut().insert(region);
        let request = if self.options.key_pairs.is_empty() {
            match unsigned::admit(request, &self.options.clock, fault) {
                Ok(request) => request,
                Err(error) => return (ignored, Err(error)),
            }
        } else {
            request
        };
        let failed = |error: HttpError| {
            let source: Box<dyn std::error::Error + Send + Sync> = error.into();
            tracing::error!(error = %source, "an S3 answer could not be written");
            S3Error::with_message(S3ErrorCode::InternalError, "We encountered an internal error. Please try again.")
        };
        (ignored, self.inner.call(request).await.map_err(failed))
    }
}

/// `…Credential=<key>/<date>/<region>/s3/aws4_request…`, in the header or the query.
fn signed_region(request: &Request<Body>) -> Option<String> {
    let header = text(request.headers(), "authorization").and_then(|value| value.split_once("Credential="));
    let query = request.uri().query().and_then(|query| query.split_once("X-Amz-Credential="));
    let credential = header.or(query)?.1.split([',', '&', ' ']).next()?.replace("%2F", "/");
    credential.rsplit('/').nth(2).map(str::to_owned)
}

fn error_response(error: S3Error) -> Response<Body> {
    match error.to_http_response() {
        Ok(response) => response,
        Err(_) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}

fn finish(mut response: Response<Body>, ignored: &[String], is_head: bool) -> Response<Body> {
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED || (is_head && !status.is_success()) {
        // Neither has a body: the status says it all.
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(http::header::CONTENT_TYPE);
        response.headers_mut().remove(http::header::CONTENT_LENGTH);
    }
    let id = new_id().replace('-', "").to_ascii_uppercase();
    let headers = response.headers_mut();
    headers.extend(HeaderValue::try_from(&id[..16]).ok().map(|id| (REQUEST_ID.clone(), id)));
    headers.extend(HeaderValue::try_from(id).ok().map(|id| (REQUEST_ID_2.clone(), id)));
    if !ignored.is_empty() {
        tracing::warn!(headers = ?ignored, "S3 request headers are not acted on");
        headers.extend(HeaderValue::try_from(ignored.join(",")).ok().map(|names| (IGNORED.clone(), names)));
    }
    response
}
