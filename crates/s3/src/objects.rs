//! Pieces of requests and answers that several operations share.

use std::time::{Duration, UNIX_EPOCH};

use boathouse_lake::{ObjectHeaders, ReadConditions, WriteCondition};
use bytes::Bytes;
use chrono::DateTime;
use futures::{Stream, StreamExt, TryStreamExt};
use http::HeaderValue;
use http_body_util::StreamBody;
use s3s::dto::{ETag, ETagCondition, StreamingBlob, Timestamp, TimestampFormat};
use s3s::{Body, S3Result};

use crate::errors;

/// MIME type of an object nobody gave one.
pub(crate) const CONTENT_TYPE_DEFAULT: &str = "binary/octet-stream";

pub(crate) fn timestamp(epoch_ms: i64) -> Timestamp {
    Timestamp::from(UNIX_EPOCH + Duration::from_millis(u64::try_from(epoch_ms).unwrap_or(0)))
}

/// A time as HTTP headers write it.
pub(crate) fn http_date(epoch_ms: i64) -> Option<HeaderValue> {
    let time = DateTime::from_timestamp_millis(epoch_ms)?;
    HeaderValue::try_from(time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

pub(crate) fn etag(value: &str) -> Option<ETag> {
    Some(ETag::Strong(value.to_owned()))
}

pub(crate) fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// `Expires` is kept as it was sent, in the form `s3s` understood it.
pub(crate) fn expires_text(expires: Option<Timestamp>) -> Option<String> {
    let mut text = Vec::new();
    expires?.format(TimestampFormat::HttpDate, &mut text).ok()?;
    String::from_utf8(text).ok()
}

pub(crate) fn expires(headers: &ObjectHeaders) -> Option<Timestamp> {
    Timestamp::parse(TimestampFormat::HttpDate, headers.expires.as_deref()?).ok()
}

/// `aws-chunked` says how the request was framed, nothing of the object.
pub(crate) fn content_encoding(sent: Option<String>) -> Option<String> {
    let encodings = sent?;
    let kept: Vec<&str> =
        encodings.split(',').map(str::trim).filter(|one| !one.is_empty() && *one != "aws-chunked").collect();
    Some(kept.join(",")).filter(|kept| !kept.is_empty())
}

fn condition_text(condition: Option<ETagCondition>) -> Option<String> {
    Some(match condition? {
        ETagCondition::Any => "*".to_owned(),
        ETagCondition::ETag(etag) => etag.into_value(),
    })
}

fn milliseconds(time: Option<Timestamp>) -> Option<i64> {
    let time = s3s_time(time?);
    i64::try_from(time).ok()
}

fn s3s_time(time: Timestamp) -> i128 {
    let mut text = Vec::new();
    if time.format(TimestampFormat::EpochSeconds, &mut text).is_err() {
        return 0;
    }
    let seconds: f64 = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).unwrap_or(0.0);
    (seconds * 1000.0) as i128
}

pub(crate) fn read_conditions(
    if_match: Option<ETagCondition>,
    if_none_match: Option<ETagCondition>,
    if_modified_since: Option<Timestamp>,
    if_unmodified_since: Option<Timestamp>,
) -> ReadConditions {
    ReadConditions {
        if_match: condition_text(if_match),
        if_none_match: condition_text(if_none_match),
        if_modified_since_ms: milliseconds(if_modified_since),
        if_unmodified_since_ms: milliseconds(if_unmodified_since),
    }
}

/// S3 knows `If-None-Match: *` and `If-Match: <etag>` on writing, nothing else.
pub(crate) fn write_condition(
    if_match: Option<ETagCondition>,
    if_none_match: Option<ETagCondition>,
) -> S3Result<WriteCondition> {
    match (if_match, if_none_match) {
        (None, None) => Ok(WriteCondition::None),
        (None, Some(ETagCondition::Any)) => Ok(WriteCondition::Absent),
        (Some(ETagCondition::ETag(etag)), None) => Ok(WriteCondition::Matches(etag.into_value())),
        (Some(ETagCondition::Any), None) => Err(errors::not_implemented("If-Match: *")),
        (None, Some(ETagCondition::ETag(_))) => Err(errors::not_implemented("If-None-Match with an etag")),
        (Some(_), Some(_)) => Err(errors::not_implemented("If-Match together with If-None-Match")),
    }
}

/// The body of a request as the lake takes it.
pub(crate) fn request_body(body: Option<StreamingBlob>) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    futures::stream::iter(body).flatten().map_err(std::io::Error::other)
}

/// Bytes from the lake as the body of an answer.
pub(crate) fn response_body(
    bytes: impl Stream<Item = boathouse_lake::Result<Bytes>> + Send + 'static,
) -> StreamingBlob {
    Body::http_body_unsync(StreamBody::new(bytes.map_ok(http_body::Frame::data))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_forms() {
        for (sent, kept) in [("aws-chunked", None), ("gzip, aws-chunked", Some("gzip")), ("gzip,br", Some("gzip,br"))] {
            assert_eq!(content_encoding(Some(sent.to_owned())).as_deref(), kept, "{sent}");
        }
        assert_eq!(http_date(1_700_000_000_000).unwrap(), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(milliseconds(Some(timestamp(1_700_000_000_000))), Some(1_700_000_000_000));
        let expires = expires_text(Some(timestamp(1_700_000_000_000)));
        assert_eq!(expires.as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    }
}
