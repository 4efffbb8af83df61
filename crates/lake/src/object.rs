//! What objects are, and how they are asked for.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::checksum::{Checksum, ChecksumAlgorithm, Digests};
use crate::{Error, Result};

/// Headers that are kept with an object and given back as they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectHeaders {
    /// `Cache-Control`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// `Content-Disposition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// `Content-Encoding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// `Expires`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// One object, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInfo {
    /// Key in its bucket.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// Entity tag without quotes: the MD5 of the bytes (of the parts' MD5s, with `-<parts>`, when it
    /// came in parts). A file nobody put through the lake has `<modification time>-<size>` in
    /// hexadecimal, which changes whenever the file does and cannot be taken for an MD5.
    pub etag: String,
    /// When the bytes were written, in milliseconds since the epoch.
    pub last_modified_ms: i64,
    /// MIME type, when the writer gave one.
    pub content_type: Option<String>,
    /// Other headers the writer gave.
    pub headers: ObjectHeaders,
    /// `x-amz-meta-*`, by lower-case name without the prefix.
    pub user_metadata: BTreeMap<String, String>,
    /// Checksum that was asked for when it was written.
    pub checksum: Option<Checksum>,
    /// Sizes of the parts it came in, in order; empty for an object put in one piece.
    pub part_sizes: Vec<u64>,
}

/// Looks at a body that has ended and may refuse it; nothing of it is visible yet.
pub type Verify = Box<dyn FnOnce(&Digests) -> Result<()> + Send>;

/// When a write may replace what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WriteCondition {
    /// Always.
    #[default]
    None,
    /// Only when there is no such object (`If-None-Match: *`).
    Absent,
    /// Only when there is an object and its etag is this (`*` for any).
    Matches(String),
}

/// How an object is put.
#[derive(Default)]
pub struct PutOptions {
    /// MIME type.
    pub content_type: Option<String>,
    /// Other headers to keep.
    pub headers: ObjectHeaders,
    /// User metadata.
    pub user_metadata: BTreeMap<String, String>,
    /// Checksum to compute and keep.
    pub checksum: Option<ChecksumAlgorithm>,
    /// Called with the digests when the body has ended, before the object can be seen.
    pub verify: Option<Verify>,
    /// When to put at all.
    pub condition: WriteCondition,
}

impl std::fmt::Debug for PutOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PutOptions")
            .field("content_type", &self.content_type)
            .field("checksum", &self.checksum)
            .field("condition", &self.condition)
            .finish_non_exhaustive()
    }
}

/// Bytes of an object, both ends as HTTP ranges mean them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GetRange {
    /// From the first up to but without the second; an end beyond the object is its end.
    Bounded(Range<u64>),
    /// From here to the end.
    From(u64),
    /// The last so many.
    Suffix(u64),
}

impl GetRange {
    /// The bytes of an object of `size` bytes that are meant.
    ///
    /// # Errors
    /// [`Error::RangeNotSatisfiable`] when there are none.
    pub fn resolve(&self, size: u64) -> Result<Range<u64>> {
        let range = match *self {
            Self::Bounded(ref range) => range.start..range.end.min(size),
            Self::From(start) => start..size,
            Self::Suffix(length) => size.saturating_sub(length)..size,
        };
        if range.start < range.end { Ok(range) } else { Err(Error::RangeNotSatisfiable { size }) }
    }
}

/// Conditions of RFC 9110 §13 on reading.
#[derive(Debug, Clone, Default)]
pub struct ReadConditions {
    /// One of these etags (comma-separated, or `*`).
    pub if_match: Option<String>,
    /// None of these etags.
    pub if_none_match: Option<String>,
    /// Modified after this moment.
    pub if_modified_since_ms: Option<i64>,
    /// Not modified after this moment.
    pub if_unmodified_since_ms: Option<i64>,
}

/// What of an object is wanted.
#[derive(Debug, Clone, Default)]
pub struct GetOptions {
    /// Which bytes; all of them when it is left out.
    pub range: Option<GetRange>,
    /// Under which conditions.
    pub conditions: ReadConditions,
}

impl ReadConditions {
    /// Checks them in the order RFC 9110 §13.2.2 gives. Times count in whole seconds, as in HTTP.
    ///
    /// # Errors
    /// [`Error::PreconditionFailed`] or [`Error::NotModified`].
    pub fn check(&self, info: &ObjectInfo) -> Result<()> {
        let second = info.last_modified_ms.div_euclid(1000);
        match (&self.if_match, self.if_unmodified_since_ms) {
            (Some(tags), _) if !etag_matches(tags, &info.etag) => return Err(Error::PreconditionFailed("If-Match")),
            (None, Some(since)) if second > since.div_euclid(1000) => {
                return Err(Error::PreconditionFailed("If-Unmodified-Since"));
            }
            _ => {}
        }
        let unchanged = match (&self.if_none_match, self.if_modified_since_ms) {
            (Some(tags), _) => etag_matches(tags, &info.etag),
            (None, Some(since)) => second <= since.div_euclid(1000),
            (None, None) => false,
        };
        if unchanged { Err(Error::NotModified(Box::new(info.clone()))) } else { Ok(()) }
    }
}

/// Whether one of the comma-separated tags (or `*`) is this etag; quotes and weakness do not matter.
pub(crate) fn etag_matches(tags: &str, etag: &str) -> bool {
    tags.split(',').map(str::trim).any(|tag| {
        let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        tag == "*" || tag == etag
    })
}

/// How an object is copied.
#[derive(Debug, Default)]
pub struct CopyOptions {
    /// Conditions on the source; all that fail are [`Error::PreconditionFailed`].
    pub source_conditions: ReadConditions,
    /// New description instead of the source's; its `condition` is on the target.
    pub replace: Option<PutOptions>,
    /// Checksum the copy is to have; the source's is kept when it is left out.
    pub checksum: Option<ChecksumAlgorithm>,
    /// When to write the target.
    pub condition: WriteCondition,
}

/// Which objects to list.
#[derive(Debug, Clone)]
pub struct ListRequest {
    /// Only keys that begin so.
    pub prefix: String,
    /// Rolls up keys that agree up to the first delimiter behind the prefix.
    pub delimiter: Option<String>,
    /// Only keys behind this one. A common prefix of this listing stands for all keys under it, so
    /// that [`Listing::next`] can be given here.
    pub start_after: Option<String>,
    /// Most objects and common prefixes together.
    pub max_keys: usize,
}

impl Default for ListRequest {
    fn default() -> Self {
        Self { prefix: String::new(), delimiter: None, start_after: None, max_keys: 1000 }
    }
}

impl ListRequest {
    /// The common prefix a key is rolled up into.
    pub(crate) fn rolled_up<'a>(&self, key: &'a str) -> Option<&'a str> {
        let delimiter = self.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty())?;
        let rest = key.strip_prefix(self.prefix.as_str())?;
        let at = rest.find(delimiter)?;
        Some(&key[..self.prefix.len() + at + delimiter.len()])
    }
}

/// One page of a listing, in the order of the keys' UTF-8 bytes.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Objects. User metadata and headers are there when the object was put through the lake.
    pub objects: Vec<ObjectInfo>,
    /// Rolled-up prefixes.
    pub common_prefixes: Vec<String>,
    /// Whether there is more.
    pub truncated: bool,
    /// Where the next page starts after, when there is one.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let cases = [
            (GetRange::Bounded(0..4), 10, Some(0..4)),
            (GetRange::Bounded(8..40), 10, Some(8..10)),
            (GetRange::Bounded(10..12), 10, None),
            (GetRange::From(3), 10, Some(3..10)),
            (GetRange::From(10), 10, None),
            (GetRange::Suffix(3), 10, Some(7..10)),
            (GetRange::Suffix(30), 10, Some(0..10)),
            (GetRange::Suffix(0), 10, None),
            (GetRange::From(0), 0, None),
        ];
        for (range, size, expected) in cases {
            assert_eq!(range.resolve(size).ok(), expected, "{range:?} of {size}");
        }
    }

    #[test]
    fn etags() {
        for (tags, matches) in
            [("*", true), ("\"e\"", true), ("e", true), ("\"x\", W/\"e\"", true), ("\"x\"", false), ("", false)]
        {
            assert_eq!(etag_matches(tags, "e"), matches, "{tags}");
        }
    }

    #[test]
    fn roll_up() {
        let request = |prefix: &str, delimiter: &str| ListRequest {
            prefix: prefix.into(),
            delimiter: Some(delimiter.into()),
            ..Default::default()
        };
        assert_eq!(request("", "/").rolled_up("a/b/c"), Some("a/"));
        assert_eq!(request("a/", "/").rolled_up("a/b/c"), Some("a/b/"));
        assert_eq!(request("a/", "/").rolled_up("a/b"), None);
        assert_eq!(request("a", "bc").rolled_up("aabcd"), Some("aabc"));
        assert_eq!(request("a", "").rolled_up("a/b"), None);
    }
}
