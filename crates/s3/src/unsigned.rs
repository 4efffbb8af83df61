//! Requests when no key pairs are named: whoever signed, with whatever secret, is let in. What a
//! signature says about the request itself still holds: a presigned address expires, a signed body has
//! the digest it was signed with.

use boathouse_state::Clock;
use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime};
use futures::{Stream, StreamExt, TryStreamExt};
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyStream, StreamBody};
use s3s::{Body, S3Error, S3ErrorCode, S3Result};

use crate::checksums::text;
use crate::chunked::{self, Trailers};
use crate::errors;
use crate::payload::{self, Expected, FaultSlot};

/// Query parameters that are about the signature and not about the operation.
const SIGNATURE_PARAMETERS: [&str; 10] = [
    "awsaccesskeyid",
    "signature",
    "expires",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
];
/// Longest life of a presigned address, in seconds.
const EXPIRES_SECONDS_MAX: i64 = 7 * 24 * 3600;

/// Takes the signature off a request and the frames off its body.
pub(crate) fn admit(mut request: Request<Body>, clock: &Clock, fault: &FaultSlot) -> S3Result<Request<Body>> {
    check_expiry(request.uri(), clock.now_ms())?;
    request.headers_mut().remove(AUTHORIZATION);
    strip_query(request.uri_mut())?;
    unframe(request, fault)
}

fn unframe(request: Request<Body>, fault: &FaultSlot) -> S3Result<Request<Body>> {
    let headers = request.headers();
    let is_framed = text(headers, "x-amz-content-sha256").is_some_and(|value| value.starts_with("STREAMING-"))
        || text(headers, "content-encoding")
            .is_some_and(|value| value.split(',').any(|one| one.trim() == "aws-chunked"));
    let mut expected = Expected::signed(headers);
    if *request.method() == Method::POST {
        expected = expected.with_checksums(headers);
    }
    if !is_framed {
        if expected.is_nothing() {
            return Ok(request);
        }
        let (parts, body) = request.into_parts();
        let checked = payload::check(data(body), expected, fault.clone());
        return Ok(Request::from_parts(parts, stream_body(checked)));
    }
    let (mut parts, body) = request.into_parts();
    let decoded = match text(&parts.headers, "x-amz-decoded-content-length") {
        Some(text) => Some(text.parse::<u64>().map_err(|_| {
            errors::with_message(S3ErrorCode::InvalidRequest, "invalid header: x-amz-decoded-content-length")
        })?),
        None => None,
    };
    match decoded {
        Some(decoded) => parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(decoded)),
        None => parts.headers.remove(CONTENT_LENGTH),
    };
    let trailers = Trailers::default();
    parts.extensions.insert(trailers.clone());
    let plain = chunked::unframe(data(body), decoded, trailers, fault.clone());
    Ok(Request::from_parts(parts, stream_body(plain)))
}

fn data(body: Body) -> impl Stream<Item = std::io::Result<Bytes>> + Send + Unpin {
    let frames = BodyStream::new(body).map_err(std::io::Error::other);
    frames.try_filter_map(|frame| std::future::ready(Ok(frame.into_data().ok()))).boxed()
}

fn stream_body(bytes: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static) -> Body {
    Body::http_body_unsync(StreamBody::new(bytes.map_ok(http_body::Frame::data)))
}

fn parameters(uri: &Uri) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    uri.query().unwrap_or_default().split('&').map(move |parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (decode(name).to_ascii_lowercase(), decode(value))
    })
}

fn check_expiry(uri: &Uri, now_ms: i64) -> S3Result<()> {
    let find = |name: &str| parameters(uri).find(|(own, _)| own == name).map(|(_, value)| value);
    let malformed = || {
        errors::with_message(
            S3ErrorCode::AuthorizationQueryParametersError,
            "Query-string authentication requires the Signature, Expires and date parameters to be valid",
        )
    };
    let now = now_ms.div_euclid(1000);
    let ends = if find("x-amz-signature").is_some() {
        let begun = find("x-amz-date").and_then(|date| NaiveDateTime::parse_from_str(&date, "%Y%m%dT%H%M%SZ").ok());
        let begun = begun.ok_or_else(malformed)?.and_utc().timestamp();
        let life: i64 = find("x-amz-expires").and_then(|life| life.parse().ok()).ok_or_else(malformed)?;
        if !(0..=EXPIRES_SECONDS_MAX).contains(&life) {
            return Err(malformed());
        }
        begun + life
    } else if find("signature").is_some() {
        find("expires").and_then(|ends| ends.parse().ok()).ok_or_else(malformed)?
    } else {
        return Ok(());
    };
    if now <= ends {
        return Ok(());
    }
    tracing::debug!(expired = ?DateTime::from_timestamp(ends, 0), "a presigned address is used too late");
    Err(S3Error::with_message(S3ErrorCode::AccessDenied, "Request has expired"))
}

fn strip_query(uri: &mut Uri) -> S3Result<()> {
    let Some(query) = uri.query() else { return Ok(()) };
    let is_kept = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
        !SIGNATURE_PARAMETERS.contains(&name.as_str())
    };
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    let path_and_query =
        if kept.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), kept.join("&")) };
    let mut parts = uri.clone().into_parts();
    let invalid = |_| S3Error::new(S3ErrorCode::InvalidURI);
    parts.path_and_query = Some(path_and_query.parse().map_err(invalid)?);
    *uri = Uri::from_parts(parts).map_err(|_| S3Error::new(S3ErrorCode::InvalidURI))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry() {
        let now = 1_700_000_000_000;
        let cases = [
            ("/b/k", true),
            ("/b/k?AWSAccessKeyId=a&Signature=s%3D&Expires=1700000000", true),
            ("/b/k?AWSAccessKeyId=a&Signature=s%3D&Expires=1699999999", false),
            ("/b/k?Signature=s", false),
            ("/b/k?X-Amz-Date=20231114T221000Z&X-Amz-Expires=300&X-Amz-Signature=1", true),
            ("/b/k?X-Amz-Date=20231114T221000Z&X-Amz-Expires=100&X-Amz-Signature=1", false),
            ("/b/k?X-Amz-Date=20231114T221000Z&X-Amz-Expires=9999999&X-Amz-Signature=1", false),
            ("/b/k?X-Amz-Date=x&X-Amz-Expires=100&X-Amz-Signature=1", false),
        ];
        for (uri, admitted) in cases {
            assert_eq!(check_expiry(&uri.parse().unwrap(), now).is_ok(), admitted, "{uri}");
        }
    }

    #[test]
    fn signatures_leave_the_query() {
        let cases = [
            ("/b/k?uploadId=u%2F&partNumber=1&X-Amz-Signature=1&X-Amz-Date=2", "/b/k?uploadId=u%2F&partNumber=1"),
            ("/b/k?AWSAccessKeyId=a&Signature=s&Expires=1", "/b/k"),
            ("http://h:1/b//k%20?list-type=2&prefix=a%26b", "http://h:1/b//k%20?list-type=2&prefix=a%26b"),
        ];
        for (from, to) in cases {
            let mut uri: Uri = from.parse().unwrap();
            strip_query(&mut uri).unwrap();
            assert_eq!(uri.to_string(), to);
        }
    }
}
