//! Options of the two JSON SerDes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::scalar::TimestampFormats;
use super::properties::Properties;
use crate::Result;

/// Which SerDe's rules apply where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonFlavour {
    /// `org.openx.data.jsonserde.JsonSerDe`: scalars are coerced leniently.
    OpenX,
    /// `org.apache.hive.hcatalog.data.JsonSerDe`: numbers and booleans are strict.
    Hive,
}

/// How a JSON SerDe turns a line into a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonOptions {
    /// Which SerDe this is.
    pub flavour: JsonFlavour,
    /// A line that is no JSON object becomes a row of NULLs instead of an error.
    pub ignore_malformed: bool,
    /// A key `a.b` is also found as `a_b` (OpenX).
    pub dots_in_keys: bool,
    /// Keys are compared without regard to case.
    pub case_insensitive: bool,
    /// Keys inside of what is declared as text are lower-cased (OpenX; its reader does it to all keys at once).
    pub lower_nested_keys: bool,
    /// A scalar that cannot be coerced becomes NULL instead of an error (OpenX).
    pub null_for_invalid: bool,
    /// Column or struct field name to the key it is read from (OpenX).
    pub mapping: BTreeMap<String, String>,
    /// Forms of timestamps that are tried before the SerDe's own (Hive).
    pub timestamp_formats: Option<TimestampFormats>,
    /// Lines to skip at the start of each file.
    pub header_lines: usize,
    /// Lines to skip at the end of each file.
    pub footer_lines: usize,
}

impl JsonOptions {
    /// A SerDe's rules with every property at its default.
    pub fn new(flavour: JsonFlavour) -> Self {
        Self {
            flavour,
            ignore_malformed: false,
            dots_in_keys: false,
            case_insensitive: true,
            lower_nested_keys: false,
            null_for_invalid: false,
            mapping: BTreeMap::new(),
            timestamp_formats: None,
            header_lines: 0,
            footer_lines: 0,
        }
    }

    pub(super) fn from_properties(flavour: JsonFlavour, properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&["textinputformat.record.delimiter"])?;
        let openx = flavour == JsonFlavour::OpenX;
        if openx {
            properties.refuse(&["timestamp.formats"])?;
        }
        if !openx {
            // The Hive SerDe has no such properties; they only mean something when they are not at their default.
            for name in ["dots.in.keys", "use.null.for.invalid.data"] {
                if properties.is_true(name, false) {
                    properties.refuse(&[name])?;
                }
            }
            if !properties.is_true("case.insensitive", true) {
                properties.refuse(&["case.insensitive"])?;
            }
        }
        let case_insensitive = !openx || properties.is_true("case.insensitive", true);
        let mapping = properties
            .with_prefix("mapping.")
            .filter(|_| openx)
            .map(|(column, key)| {
                (column.to_lowercase(), if case_insensitive { key.to_lowercase() } else { key.to_owned() })
            })
            .collect();
        Ok(Self {
            flavour,
            ignore_malformed: properties.is_true("ignore.malformed.json", false),
            dots_in_keys: openx && properties.is_true("dots.in.keys", false),
            case_insensitive,
            lower_nested_keys: openx && case_insensitive,
            null_for_invalid: openx && properties.is_true("use.null.for.invalid.data", false),
            mapping,
            timestamp_formats: properties.timestamp_formats()?,
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
        })
    }
}
