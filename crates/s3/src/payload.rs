//! Checks of a body while it passes, and what they find. `s3s` and the lake only see that the body
//! broke off; the slot remembers why, for the answer.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use boathouse_lake::Checksummer;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, StatusCode};
use md5::{Digest, Md5};
use parking_lot::Mutex;
use s3s::{S3Error, S3ErrorCode};
use sha2::Sha256;

use crate::checksums::{parse_algorithm, text};
use crate::errors;

/// Why a body was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ended early, or was not as long as announced.
    Incomplete,
    /// Its frames are wrong.
    Malformed,
    /// Its SHA-256 is not the one in `x-amz-content-sha256`.
    Sha256,
    /// Its checksum is not the one announced.
    Digest(&'static str),
}

impl Fault {
    pub(crate) fn error(self) -> S3Error {
        match self {
            Self::Incomplete => {
                let message = "The request body terminated unexpectedly";
                errors::with_message(S3ErrorCode::IncompleteBody, message)
            }
            Self::Malformed => {
                let message = "The chunks of the aws-chunked body could not be read";
                errors::with_message(S3ErrorCode::InvalidRequest, message)
            }
            Self::Sha256 => {
                let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
                errors::custom("XAmzContentSHA256Mismatch", StatusCode::BAD_REQUEST, message)
            }
            Self::Digest(what) => {
                let message = format!("The {what} you specified did not match the calculated checksum.");
                errors::with_message(S3ErrorCode::BadDigest, message)
            }
        }
    }
}

/// Where the first fault of a body is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaultSlot(Arc<Mutex<Option<Fault>>>);

impl FaultSlot {
    /// Keeps the fault, and gives an error to end the body with.
    pub(crate) fn set(&self, fault: Fault) -> std::io::Error {
        let error = std::io::Error::other(format!("{fault:?}"));
        self.0.lock().get_or_insert(fault);
        error
    }

    pub(crate) fn take(&self) -> Option<Fault> {
        self.0.lock().take()
    }
}

/// The digests to compare when the body has ended.
#[derive(Default)]
pub(crate) struct Expected {
    sha256: Option<(Sha256, String)>,
    md5: Option<(Md5, String)>,
    checksum: Option<(Checksummer, &'static str, String)>,
}

impl Expected {
    /// The digest in `x-amz-content-sha256`.
    pub(crate) fn signed(headers: &HeaderMap) -> Self {
        let hex = text(headers, "x-amz-content-sha256").filter(|value| value.len() == 64);
        Self { sha256: hex.map(|hex| (Sha256::new(), hex.to_ascii_lowercase())), ..Self::default() }
    }

    /// Also those of bodies that `s3s` reads itself and nobody else checks.
    pub(crate) fn with_checksums(mut self, headers: &HeaderMap) -> Self {
        self.md5 = text(headers, "content-md5").map(|value| (Md5::new(), value.to_owned()));
        for algorithm in boathouse_lake::ChecksumAlgorithm::ALL {
            let name = format!("x-amz-checksum-{}", algorithm.as_str().to_ascii_lowercase());
            if let (Some(value), Ok(algorithm)) = (text(headers, &name), parse_algorithm(algorithm.as_str())) {
                self.checksum = Some((Checksummer::new(algorithm), algorithm.as_str(), value.to_owned()));
            }
        }
        self
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.sha256.is_none() && self.md5.is_none() && self.checksum.is_none()
    }

    fn update(&mut self, bytes: &[u8]) {
        if let Some((running, _)) = &mut self.sha256 {
            running.update(bytes);
        }
        if let Some((running, _)) = &mut self.md5 {
            running.update(bytes);
        }
        if let Some((running, ..)) = &mut self.checksum {
            running.update(bytes);
        }
    }

    fn fault(self) -> Option<Fault> {
        if self.sha256.is_some_and(|(running, expected)| hex::encode(running.finalize()) != expected) {
            return Some(Fault::Sha256);
        }
        if self.md5.is_some_and(|(running, expected)| BASE64.encode(running.finalize()) != expected) {
            return Some(Fault::Digest("Content-MD5"));
        }
        let (running, what, expected) = self.checksum?;
        (running.finish() != expected).then_some(Fault::Digest(what))
    }
}

/// Passes a body on, and ends it with an error when its digests are not the expected ones.
pub(crate) fn check<S>(
    body: S,
    expected: Expected,
    fault: FaultSlot,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send
where
    S: Stream<Item = std::io::Result<Bytes>> + Send + Unpin,
{
    stream::unfold((body, Some(expected)), move |(mut body, expected)| {
        let fault = fault.clone();
        async move {
            let mut expected = expected?;
            match body.next().await {
                Some(Ok(bytes)) => {
                    expected.update(&bytes);
                    Some((Ok(bytes), (body, Some(expected))))
                }
                Some(Err(error)) => Some((Err(error), (body, None))),
                None => expected.fault().map(|what| (Err(fault.set(what)), (body, None))),
            }
        }
    })
}
