//! Options of `OpenCSVSerde`.

use serde::{Deserialize, Serialize};

use super::properties::{Properties, invalid};
use crate::Result;

/// How `OpenCSVSerde` takes a line apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCsvOptions {
    /// Byte between fields.
    pub separator: u8,
    /// Byte around fields that hold separators; doubled inside.
    pub quote: u8,
    /// Byte that takes a following quote or itself literally inside quotes.
    pub escape: u8,
    /// Lines to skip at the start of each file.
    pub header_lines: usize,
    /// Lines to skip at the end of each file.
    pub footer_lines: usize,
}

impl Default for OpenCsvOptions {
    fn default() -> Self {
        Self { separator: b',', quote: b'"', escape: b'\\', header_lines: 0, footer_lines: 0 }
    }
}

impl OpenCsvOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&["textinputformat.record.delimiter", "timestamp.formats"])?;
        let defaults = Self::default();
        let byte = |name: &str, default: u8| match properties.non_empty(name) {
            None => Ok(default),
            Some(value) => match value.as_bytes().first() {
                Some(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
                _ => Err(invalid(name, value, "one ASCII character other than a line end")),
            },
        };
        let separator = byte("separatorChar", defaults.separator)?;
        let quote = byte("quoteChar", defaults.quote)?;
        // The SerDe takes an escape of `"` for "not set", whatever the quote is.
        let escape = match byte("escapeChar", defaults.escape)? {
            b'"' => defaults.escape,
            other => other,
        };
        let options = Self {
            separator,
            quote,
            escape,
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
        };
        options.check()?;
        Ok(options)
    }

    /// Fails for characters that cannot be told apart.
    pub(super) fn check(&self) -> Result<()> {
        let Self { separator, quote, escape, .. } = self;
        if separator == quote || separator == escape || quote == escape {
            return Err(invalid(
                "separatorChar, quoteChar, escapeChar",
                &[*separator, *quote, *escape].map(|byte| char::from(byte).to_string()).join(" "),
                "three different characters",
            ));
        }
        Ok(())
    }
}
