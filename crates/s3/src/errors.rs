//! The lake's facts as S3's error codes.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use boathouse_lake::{Error, ObjectInfo};
use http::header::{CONTENT_RANGE, ETAG, LAST_MODIFIED};
use http::{HeaderMap, HeaderValue, StatusCode};
use s3s::{S3Error, S3ErrorCode};

use crate::objects;

/// The code AWS has for a fact, with AWS's message where clients may read it.
pub(crate) fn of(error: Error) -> S3Error {
    use S3ErrorCode as Code;
    let text = error.to_string();
    let (code, message): (Code, &'static str) = match error {
        Error::NotModified(info) => return not_modified(&info),
        Error::RangeNotSatisfiable { size } => return range(size),
        Error::NotOnRemote { .. } => return with_message(Code::NotImplemented, text),
        Error::NoSuchBucket(_) => (Code::NoSuchBucket, "The specified bucket does not exist"),
        Error::BucketAlreadyExists(_) => (
            Code::BucketAlreadyOwnedByYou,
            "Your previous request to create the named bucket succeeded and you already own it.",
        ),
        Error::BucketNotEmpty(_) => (Code::BucketNotEmpty, "The bucket you tried to delete is not empty"),
        Error::InvalidBucketName { .. } => (Code::InvalidBucketName, "The specified bucket is not valid."),
        Error::NoSuchKey { .. } => (Code::NoSuchKey, "The specified key does not exist."),
        Error::KeyTooLong(_) => (Code::KeyTooLongError, "Your key is too long"),
        Error::InvalidKey { .. } => return with_message(Code::InvalidArgument, text),
        Error::PreconditionFailed(_) => {
            (Code::PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
        }
        Error::BadDigest { what: "Content-MD5", .. } => {
            (Code::BadDigest, "The Content-MD5 you specified did not match what we received.")
        }
        Error::BadDigest { what, .. } => {
            let message = format!("The {what} you specified did not match the calculated checksum.");
            return with_message(Code::BadDigest, message);
        }
        Error::WrongLength { .. } => (
            Code::IncompleteBody,
            "You did not provide the number of bytes specified by the Content-Length HTTP header.",
        ),
        Error::Body(_) => (Code::IncompleteBody, "The request body terminated unexpectedly"),
        Error::NoSuchUpload(_) => (
            Code::NoSuchUpload,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted \
             or completed.",
        ),
        Error::InvalidPartNumber(_) => {
            (Code::InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive")
        }
        Error::InvalidPart(_) => (
            Code::InvalidPart,
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the \
             specified entity tag may not match the part's entity tag.",
        ),
        Error::InvalidPartOrder => (
            Code::InvalidPartOrder,
            "The list of parts was not in ascending order. Parts must be ordered by part number.",
        ),
        Error::NoParts => (
            Code::MalformedXML,
            "The XML you provided was not well-formed or did not validate against our published schema",
        ),
        Error::PartTooSmall { .. } => {
            (Code::EntityTooSmall, "Your proposed upload is smaller than the minimum allowed size")
        }
        Error::InvalidChecksumKind { algorithm, kind } => {
            let message = format!(
                "The {kind} checksum type cannot be used with the {} checksum algorithm.",
                algorithm.as_str().to_lowercase()
            );
            return with_message(Code::InvalidRequest, message);
        }
        Error::InTheWay(_) => return with_message(Code::AccessDenied, text),
        Error::Config(_) | Error::Io { .. } | Error::State(_) | Error::Store(_) => {
            tracing::error!(error = %text, "an S3 request failed");
            return with_message(Code::InternalError, text);
        }
        Error::Closed => return with_message(Code::ServiceUnavailable, text),
    };
    with_message(code, message)
}

pub(crate) fn with_message(code: S3ErrorCode, message: impl Into<std::borrow::Cow<'static, str>>) -> S3Error {
    S3Error::with_message(code, message)
}

/// A code `s3s` has no name for.
pub(crate) fn custom(code: &'static str, status: StatusCode, message: impl Into<String>) -> S3Error {
    let mut error = with_message(S3ErrorCode::Custom(code.into()), message.into());
    error.set_status_code(status);
    error
}

pub(crate) fn invalid_argument(message: impl Into<String>) -> S3Error {
    with_message(S3ErrorCode::InvalidArgument, message.into())
}

pub(crate) fn not_implemented(what: impl std::fmt::Display) -> S3Error {
    let message = format!("A header you provided implies functionality that is not implemented: {what}");
    with_message(S3ErrorCode::NotImplemented, message)
}

fn not_modified(info: &ObjectInfo) -> S3Error {
    let mut error = with_message(S3ErrorCode::NotModified, "Not Modified");
    let mut headers = HeaderMap::new();
    headers.extend(HeaderValue::try_from(format!("\"{}\"", info.etag)).ok().map(|value| (ETAG, value)));
    headers.extend(objects::http_date(info.last_modified_ms).map(|value| (LAST_MODIFIED, value)));
    error.set_status_code(StatusCode::NOT_MODIFIED);
    error.set_headers(headers);
    error
}

fn range(size: u64) -> S3Error {
    let mut error = with_message(S3ErrorCode::InvalidRange, "The requested range is not satisfiable");
    let mut headers = HeaderMap::new();
    headers.extend(HeaderValue::try_from(format!("bytes */{size}")).ok().map(|value| (CONTENT_RANGE, value)));
    error.set_headers(headers);
    error
}
