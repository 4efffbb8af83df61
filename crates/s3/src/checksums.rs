//! Checksums that come with a request, in its headers or behind its body, and go with an answer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use boathouse_lake::{Checksum, ChecksumAlgorithm, Digests, Error, Verify};
use http::HeaderMap;
use s3s::{S3ErrorCode, S3Request, S3Result, TrailingHeaders};

use crate::chunked::Trailers;
use crate::errors;

/// What a request says about its body.
pub(crate) struct Announced {
    /// The checksum it brings or asks for.
    pub algorithm: Option<ChecksumAlgorithm>,
    value: Option<String>,
    md5: Option<[u8; 16]>,
    trailers: Option<Source>,
}

/// Who has read the trailers: `s3s` when it verified signatures, we otherwise.
enum Source {
    Ours(Trailers),
    Theirs(TrailingHeaders),
}

impl Announced {
    pub(crate) fn read<T>(request: &S3Request<T>) -> S3Result<Self> {
        let headers = &request.headers;
        let mut announced = Self::in_headers(headers)?;
        let Some(trailer) = text(headers, "x-amz-trailer") else { return Ok(announced) };
        let Some(algorithm) = trailer.trim().strip_prefix("x-amz-checksum-") else {
            let message = "The value specified in the x-amz-trailer header is not supported";
            return Err(errors::with_message(S3ErrorCode::InvalidRequest, message));
        };
        if announced.value.is_some() {
            let message = "Expecting a single x-amz-checksum- header";
            return Err(errors::with_message(S3ErrorCode::InvalidRequest, message));
        }
        announced.algorithm = Some(parse_algorithm(algorithm)?);
        let ours = request.extensions.get::<Trailers>().cloned().map(Source::Ours);
        announced.trailers = ours.or_else(|| request.trailing_headers.clone().map(Source::Theirs));
        Ok(announced)
    }

    fn in_headers(headers: &HeaderMap) -> S3Result<Self> {
        let mut found = None;
        for algorithm in ChecksumAlgorithm::ALL {
            let name = header_name(algorithm);
            let Some(value) = text(headers, &name) else { continue };
            if found.is_some() {
                let message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
                return Err(errors::with_message(S3ErrorCode::InvalidRequest, message));
            }
            if BASE64.decode(value).ok().is_none_or(|bytes| bytes.len() != digest_bytes(algorithm)) {
                let message = format!("Value for {name} header is invalid.");
                return Err(errors::with_message(S3ErrorCode::InvalidRequest, message));
            }
            found = Some((algorithm, value.to_owned()));
        }
        let md5 = text(headers, "content-md5").map(|text| {
            let bytes = BASE64.decode(text).ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
            let invalid =
                || errors::with_message(S3ErrorCode::InvalidDigest, "The Content-MD5 you specified was invalid.");
            bytes.ok_or_else(invalid)
        });
        let asked = text(headers, "x-amz-sdk-checksum-algorithm").or_else(|| text(headers, "x-amz-checksum-algorithm"));
        let asked = asked.map(parse_algorithm).transpose()?;
        let (algorithm, value) = found.map_or((asked, None), |(algorithm, value)| (Some(algorithm), Some(value)));
        Ok(Self { algorithm, value, md5: md5.transpose()?, trailers: None })
    }

    /// The check of the body that has come. The algorithm computed may be another than the announced
    /// one (the upload's), which is then not compared here but refused before.
    pub(crate) fn verify(self) -> Verify {
        Box::new(move |digests: &Digests| {
            if let Some(expected) = self.md5
                && expected != digests.md5
            {
                return Err(Error::BadDigest {
                    what: "Content-MD5",
                    expected: BASE64.encode(expected),
                    found: BASE64.encode(digests.md5),
                });
            }
            let Some(algorithm) = self.algorithm else { return Ok(()) };
            let expected = match (&self.value, &self.trailers) {
                (Some(value), _) => value.clone(),
                (None, Some(source)) => trailer(source, &header_name(algorithm)).ok_or(Error::BadDigest {
                    what: algorithm.as_str(),
                    expected: "in the trailer, which is missing".to_owned(),
                    found: String::new(),
                })?,
                (None, None) => return Ok(()),
            };
            match &digests.checksum {
                Some(found) if found.value == expected => Ok(()),
                found => Err(Error::BadDigest {
                    what: algorithm.as_str(),
                    expected,
                    found: found.as_ref().map(|found| found.value.clone()).unwrap_or_default(),
                }),
            }
        })
    }
}

fn trailer(source: &Source, name: &str) -> Option<String> {
    match source {
        Source::Ours(trailers) => trailers.get(name),
        Source::Theirs(trailers) => trailers.read(|headers| text(headers, name).map(str::to_owned)).flatten(),
    }
}

pub(crate) fn parse_algorithm(text: &str) -> S3Result<ChecksumAlgorithm> {
    text.trim().parse().map_err(|text| {
        let message = format!("Checksum algorithm provided is unsupported: {text}");
        errors::with_message(S3ErrorCode::InvalidRequest, message)
    })
}

fn header_name(algorithm: ChecksumAlgorithm) -> String {
    format!("x-amz-checksum-{}", algorithm.as_str().to_ascii_lowercase())
}

fn digest_bytes(algorithm: ChecksumAlgorithm) -> usize {
    match algorithm {
        ChecksumAlgorithm::Crc32 | ChecksumAlgorithm::Crc32c => 4,
        ChecksumAlgorithm::Crc64Nvme => 8,
        ChecksumAlgorithm::Sha1 => 20,
        ChecksumAlgorithm::Sha256 => 32,
    }
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The one of several members that is set, whatever its algorithm.
pub(crate) fn only(values: [Option<String>; 5]) -> Option<String> {
    values.into_iter().flatten().next()
}

/// Whether an answer shows this algorithm's member.
pub(crate) fn value_of(checksum: Option<&Checksum>, algorithm: ChecksumAlgorithm) -> Option<String> {
    checksum.filter(|checksum| checksum.algorithm == algorithm).map(|checksum| checksum.value.clone())
}

/// Sets the five checksum members of an answer.
macro_rules! set_checksum {
    ($output:expr, $checksum:expr) => {{
        use boathouse_lake::ChecksumAlgorithm as Algorithm;
        let checksum: Option<&boathouse_lake::Checksum> = $checksum;
        $output.checksum_crc32 = crate::checksums::value_of(checksum, Algorithm::Crc32);
        $output.checksum_crc32c = crate::checksums::value_of(checksum, Algorithm::Crc32c);
        $output.checksum_crc64nvme = crate::checksums::value_of(checksum, Algorithm::Crc64Nvme);
        $output.checksum_sha1 = crate::checksums::value_of(checksum, Algorithm::Sha1);
        $output.checksum_sha256 = crate::checksums::value_of(checksum, Algorithm::Sha256);
    }};
}
pub(crate) use set_checksum;

/// S3's word for the kind.
pub(crate) fn kind(checksum: Option<&Checksum>) -> Option<s3s::dto::ChecksumType> {
    checksum.map(|checksum| s3s::dto::ChecksumType::from_static(checksum.kind.as_str()))
}
