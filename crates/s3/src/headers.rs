//! Headers that ask for what we do not do. Where the caller would be misled by our going on (keys of
//! his own, locks, versions) the request is refused; what only describes how AWS is to store an object
//! is reported in `x-boathouse-ignored`.

use http::{HeaderMap, Method, Uri};
use s3s::{S3ErrorCode, S3Result};

use crate::checksums::text;
use crate::errors;
use crate::service::S3Options;

/// Prefixes of headers that change what a request means.
const REFUSED: [&str; 8] = [
    "x-amz-server-side-encryption-customer-",
    "x-amz-copy-source-server-side-encryption-customer-",
    "x-amz-object-lock-",
    "x-amz-bypass-governance-retention",
    "x-amz-mfa",
    "x-amz-write-offset-bytes",
    "x-amz-if-match-",
    "x-amz-rename-source",
];
/// Prefixes of headers that are reported.
const REPORTED: [&str; 10] = [
    "x-amz-server-side-encryption",
    "x-amz-storage-class",
    "x-amz-acl",
    "x-amz-grant-",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
    "x-amz-object-ownership",
    "x-amz-optional-object-attributes",
    "x-amz-transition-default-minimum-object-size",
    "x-amz-bucket-namespace",
];
/// Values that say what is the case anyway.
const TRUE_ANYWAY: [(&str, &[&str]); 5] = [
    ("x-amz-acl", &["private", "bucket-owner-full-control"]),
    ("x-amz-storage-class", &["STANDARD"]),
    ("x-amz-tagging-directive", &["COPY"]),
    ("x-amz-object-ownership", &["BucketOwnerEnforced"]),
    ("x-amz-bypass-governance-retention", &["false"]),
];

/// The headers to report, or a refusal.
pub(crate) fn check(method: &Method, uri: &Uri, headers: &HeaderMap, options: &S3Options) -> S3Result<Vec<String>> {
    for name in ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"] {
        if text(headers, name).is_some_and(|owner| owner != options.account_id) {
            return Err(errors::with_message(S3ErrorCode::AccessDenied, "Access Denied"));
        }
    }
    if let Some(version) = query(uri, "versionId").filter(|version| *version != "null") {
        return Err(errors::not_implemented(format_args!("versionId {version}: buckets keep no versions")));
    }
    if *method == Method::DELETE && headers.contains_key("if-match") {
        return Err(errors::not_implemented("If-Match on DELETE"));
    }
    let mut reported = Vec::new();
    for (name, value) in headers {
        let (name, value) = (name.as_str(), value.to_str().unwrap_or_default());
        let is_true = |(own, values): &(&str, &[&str])| *own == name && values.contains(&value);
        if TRUE_ANYWAY.iter().any(is_true) {
            continue;
        }
        if REFUSED.iter().any(|prefix| name.starts_with(prefix)) {
            return Err(errors::not_implemented(name));
        }
        let is_locked = name == "x-amz-bucket-object-lock-enabled" && value.eq_ignore_ascii_case("true");
        if is_locked {
            return Err(errors::not_implemented(name));
        }
        if REPORTED.iter().any(|prefix| name.starts_with(prefix)) {
            reported.push(name.to_owned());
        }
    }
    Ok(reported)
}

fn query<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    uri.query()?
        .split('&')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(own, _)| *own == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn refused_reported_or_fine() {
        let options = S3Options::default();
        let cases: &[(&str, &str, Option<&[&str]>)] = &[
            ("x-amz-acl", "private", Some(&[])),
            ("x-amz-acl", "public-read", Some(&["x-amz-acl"])),
            ("x-amz-storage-class", "STANDARD", Some(&[])),
            ("x-amz-storage-class", "GLACIER", Some(&["x-amz-storage-class"])),
            ("x-amz-server-side-encryption", "AES256", Some(&["x-amz-server-side-encryption"])),
            ("x-amz-server-side-encryption-customer-algorithm", "AES256", None),
            ("x-amz-object-lock-mode", "COMPLIANCE", None),
            ("x-amz-bucket-object-lock-enabled", "false", Some(&[])),
            ("x-amz-bucket-object-lock-enabled", "True", None),
            ("x-amz-expected-bucket-owner", &options.account_id, Some(&[])),
            ("x-amz-expected-bucket-owner", "999999999999", None),
            ("x-amz-meta-acl", "x", Some(&[])),
        ];
        for (name, value, expected) in cases {
            let headers =
                HeaderMap::from_iter([(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())]);
            let found = check(&Method::PUT, &"/b/k".parse().unwrap(), &headers, &options).ok();
            assert_eq!(
                found,
                expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
                "{name}: {value}"
            );
        }
        let uri = "/b/k?versionId=abc".parse().unwrap();
        assert!(check(&Method::GET, &uri, &HeaderMap::new(), &options).is_err());
        let uri = "/b/k?versionId=null".parse().unwrap();
        assert!(check(&Method::GET, &uri, &HeaderMap::new(), &options).is_ok());
    }
}
