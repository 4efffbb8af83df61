//! The canonical form of a request, which is what is signed.

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &COMPONENT.remove(b'/');

/// The parts of a request that its signature covers.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// The path as it stands in the request line.
    pub path: &'a str,
    /// The query as it stands in the request line, without `?`.
    pub query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// Lower-case hex SHA-256 of the body.
    pub payload_sha256: &'a str,
}

impl SignedRequest<'_> {
    /// The canonical request over these headers (lower-case names, sorted, joined with `;`).
    pub(super) fn canonical(&self, signed_headers: &str) -> String {
        let headers: String = signed_headers.split(';').map(|name| format!("{name}:{}\n", self.header(name))).collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{signed_headers}\n{}",
            self.method,
            canonical_path(self.path),
            canonical_query(self.query),
            self.payload_sha256
        )
    }

    /// All values of a header, trimmed and with runs of blanks made one.
    fn header(&self, name: &str) -> String {
        let tidy = |value: &str| value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let values = self.headers.get_all(name).iter();
        values.map(|value| tidy(&String::from_utf8_lossy(value.as_bytes()))).collect::<Vec<_>>().join(",")
    }
}

/// Services other than S3 normalise the path and encode it once more than the request line does.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let mut normal = format!("/{}", segments.join("/"));
    if path.ends_with('/') && !segments.is_empty() {
        normal.push('/');
    }
    utf8_percent_encode(&normal, PATH).to_string()
}

/// Pairs encoded afresh and sorted; the signature itself is no part of what is signed.
fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let raw: Vec<u8> = percent_decode_str(text).collect();
        percent_encoding::percent_encode(&raw, COMPONENT).to_string()
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .filter(|(name, _)| name != "X-Amz-Signature")
        .collect();
    pairs.sort();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
