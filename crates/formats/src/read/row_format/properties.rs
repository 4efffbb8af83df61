//! Looking properties up among a SerDe's and a table's parameters.

use std::collections::BTreeMap;

use super::super::scalar::TimestampFormats;
use crate::{Error, Result};

/// Most lines a file may declare as header or footer, as Hive's `hive.file.max.footer`.
pub(super) const SKIPPED_LINES_MAX: usize = 100;

/// The parameters of one SerDe and its table.
pub(super) struct Properties<'a> {
    serde: &'static str,
    serde_params: &'a BTreeMap<String, String>,
    table_params: &'a BTreeMap<String, String>,
}

impl<'a> Properties<'a> {
    pub(super) fn new(
        serde: &'static str,
        serde_params: &'a BTreeMap<String, String>,
        table_params: &'a BTreeMap<String, String>,
    ) -> Self {
        Self { serde, serde_params, table_params }
    }

    /// The value of `name`, the SerDe's before the table's.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.serde_params.get(name).or_else(|| self.table_params.get(name)).map(String::as_str)
    }

    /// The value of `name` unless it is absent or empty.
    pub(super) fn non_empty(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// SerDe parameters whose name begins with `prefix`, without it.
    pub(super) fn with_prefix(&self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.serde_params
            .iter()
            .filter_map(move |(name, value)| name.strip_prefix(prefix).map(|rest| (rest, value.as_str())))
    }

    /// `true` or `false` in any case.
    pub(super) fn boolean(&self, name: &str, default: bool) -> Result<bool> {
        match self.non_empty(name) {
            None => Ok(default),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
            Some(value) => Err(invalid(name, value, "true or false")),
        }
    }

    /// A switch that Java's `parseBoolean` reads: whatever is not `true` is off.
    pub(super) fn is_true(&self, name: &str, default: bool) -> bool {
        self.non_empty(name).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    /// The forms of `timestamp.formats`.
    pub(super) fn timestamp_formats(&self) -> Result<Option<TimestampFormats>> {
        let Some(text) = self.non_empty("timestamp.formats") else { return Ok(None) };
        let expected = "patterns of the letters y, M, d, E, H, h, m, s, S, a and Z with commas between them, or millis";
        TimestampFormats::parse(text).map(Some).ok_or_else(|| invalid("timestamp.formats", text, expected))
    }

    /// A count of header or footer lines.
    pub(super) fn line_count(&self, name: &str) -> Result<usize> {
        let Some(value) = self.non_empty(name) else { return Ok(0) };
        value
            .trim()
            .parse()
            .ok()
            .filter(|count| *count <= SKIPPED_LINES_MAX)
            .ok_or_else(|| invalid(name, value, "a number of lines from 0 to 100"))
    }

    /// Fails when one of `names` is set: implementing it would change rows, ignoring it would be a lie.
    pub(super) fn refuse(&self, names: &[&str]) -> Result<()> {
        match names.iter().find_map(|name| self.non_empty(name).map(|value| (*name, value))) {
            Some((name, value)) => Err(self.unsupported(name, value)),
            None => Ok(()),
        }
    }

    /// Text is UTF-8; another declared encoding is refused.
    pub(super) fn require_utf8(&self) -> Result<()> {
        match self.non_empty("serialization.encoding") {
            Some(value) if !value.eq_ignore_ascii_case("utf-8") && !value.eq_ignore_ascii_case("utf8") => {
                Err(self.unsupported("serialization.encoding", value))
            }
            _ => Ok(()),
        }
    }

    fn unsupported(&self, property: &str, value: &str) -> Error {
        Error::UnsupportedProperty { serde: self.serde, property: property.to_owned(), value: value.to_owned() }
    }
}

/// An [`Error::InvalidProperty`].
pub(super) fn invalid(property: &str, value: &str, expected: &'static str) -> Error {
    Error::InvalidProperty { property: property.to_owned(), value: value.to_owned(), expected }
}
