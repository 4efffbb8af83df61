//! `s3://bucket/key` locations.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A bucket and a key or prefix in it. The key is kept as it is written, percent signs and all:
/// S3 URIs are not URL-encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct S3Uri {
    /// Bucket name.
    pub bucket: String,
    /// Key or prefix, without the leading slash; empty for the whole bucket.
    pub key: String,
}

impl S3Uri {
    /// The location of `key` in `bucket`.
    pub fn new(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self { bucket: bucket.into(), key: key.into() }
    }

    /// The same location as a folder: the key ends with `/` unless it is empty.
    #[must_use]
    pub fn folder(mut self) -> Self {
        if !self.key.is_empty() && !self.key.ends_with('/') {
            self.key.push('/');
        }
        self
    }

    /// `name` below this location taken as a folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let mut joined = self.clone().folder();
        joined.key.push_str(name);
        joined
    }

    /// The last non-empty component of the key, or the bucket name when there is none.
    pub fn last_component(&self) -> &str {
        self.key.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&self.bucket)
    }
}

impl fmt::Display for S3Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

impl FromStr for S3Uri {
    type Err = Error;

    /// Accepts the `s3`, `s3a` and `s3n` schemes, as Hive does.
    fn from_str(text: &str) -> Result<Self> {
        let rest = ["s3://", "s3a://", "s3n://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let (bucket, key) = match rest {
            Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
            None => return Err(Error::Location(text.to_owned())),
        };
        if bucket.is_empty() { Err(Error::Location(text.to_owned())) } else { Ok(Self::new(bucket, key)) }
    }
}

impl TryFrom<String> for S3Uri {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<S3Uri> for String {
    fn from(uri: S3Uri) -> Self {
        uri.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints() {
        for (text, bucket, key) in
            [("s3://b", "b", ""), ("s3://b/", "b", ""), ("s3a://b/a/b.csv", "b", "a/b.csv"), ("s3://b//x", "b", "/x")]
        {
            assert_eq!(text.parse(), Ok(S3Uri::new(bucket, key)), "{text}");
        }
        for text in ["", "b/k", "s3:/b", "s3:///k", "http://b/k"] {
            assert!(text.parse::<S3Uri>().is_err(), "{text}");
        }
    }

    #[test]
    fn components() {
        assert_eq!(S3Uri::new("b", "x/sales/").last_component(), "sales");
        assert_eq!(S3Uri::new("b", "").last_component(), "b");
        assert_eq!(S3Uri::new("b", "x").join("y").to_string(), "s3://b/x/y");
        assert_eq!(S3Uri::new("b", "").join("y").to_string(), "s3://b/y");
    }
}
