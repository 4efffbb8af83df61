//! Options of `LazySimpleSerDe`.

use serde::{Deserialize, Serialize};

use super::super::scalar::TimestampFormats;
use super::properties::{Properties, invalid};
use crate::Result;

/// Separators of `LazySimpleSerDe`, by nesting level: fields, then `\002` to `\010`.
const DEFAULT_SEPARATORS: [u8; LazySimpleOptions::LEVELS_MAX] = [1, 2, 3, 4, 5, 6, 7, 8];

/// How `LazySimpleSerDe` takes a line apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LazySimpleOptions {
    /// Separator of each nesting level; the first separates fields.
    pub separators: [u8; Self::LEVELS_MAX],
    /// What separates fields where that is more than a byte: `MultiDelimitSerDe`.
    pub field_delimiter: Option<String>,
    /// Byte that takes the next one literally.
    pub escape: Option<u8>,
    /// Text that stands for NULL.
    pub null_text: String,
    /// The last declared column holds the rest of the line, separators and all.
    pub last_column_takes_rest: bool,
    /// Booleans may also be `t`, `f`, `1` and `0`.
    pub extended_booleans: bool,
    /// Forms of timestamps that are tried before Hive's own.
    pub timestamp_formats: Option<TimestampFormats>,
    /// Lines to skip at the start of each file.
    pub header_lines: usize,
    /// Lines to skip at the end of each file.
    pub footer_lines: usize,
}

impl LazySimpleOptions {
    /// Nesting levels a line can have, the fields of the line itself included.
    pub const LEVELS_MAX: usize = 8;

    /// Fields separated by `separator`, everything else at Hive's defaults.
    pub fn delimited(separator: u8) -> Self {
        let mut separators = DEFAULT_SEPARATORS;
        separators[0] = separator;
        Self {
            separators,
            field_delimiter: None,
            escape: None,
            null_text: "\\N".to_owned(),
            last_column_takes_rest: false,
            extended_booleans: false,
            timestamp_formats: None,
            header_lines: 0,
            footer_lines: 0,
        }
    }

    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&[
            "textinputformat.record.delimiter",
            "hive.serialization.extend.nesting.levels",
            "hive.serialization.extend.additional.nesting.levels",
        ])?;
        if let Some(value) = properties.non_empty("line.delim")
            && !matches!(value, "\n" | "\\n" | "10")
        {
            return Err(invalid("line.delim", value, "a line feed, the only line delimiter there is"));
        }
        let mut separators = DEFAULT_SEPARATORS;
        // Hive itself misspells the second name, and tables carry either.
        for (level, names) in [
            (0, ["field.delim", "serialization.format"]),
            (1, ["collection.delim", "colelction.delim"]),
            (2, ["mapkey.delim", "mapkey.delim"]),
        ] {
            for name in names.into_iter().rev() {
                if let Some(value) = properties.non_empty(name) {
                    separators[level] = separator_byte(name, value)?;
                }
            }
        }
        let escape =
            properties.non_empty("escape.delim").map(|value| separator_byte("escape.delim", value)).transpose()?;
        Ok(Self {
            separators,
            escape,
            null_text: properties.get("serialization.null.format").unwrap_or("\\N").to_owned(),
            last_column_takes_rest: properties.boolean("serialization.last.column.takes.rest", false)?,
            field_delimiter: None,
            timestamp_formats: properties.timestamp_formats()?,
            extended_booleans: properties.boolean("hive.lazysimple.extended_boolean_literal", false)?,
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
        })
    }
}

impl LazySimpleOptions {
    /// The same with fields separated by a text: `MultiDelimitSerDe`.
    pub(super) fn multi_delimited(properties: &Properties<'_>) -> Result<Self> {
        let delimiter = properties.non_empty("field.delim").unwrap_or_default();
        properties.refuse(&["escape.delim", "serialization.last.column.takes.rest"])?;
        let mut options = Self::from_properties(properties)?;
        options.separators[0] = DEFAULT_SEPARATORS[0];
        options.field_delimiter = Some(delimiter.to_owned());
        options.check()?;
        Ok(options)
    }

    /// Fails where fields are separated by a text that is none.
    pub(super) fn check(&self) -> Result<()> {
        match self.field_delimiter.as_deref() {
            Some("") => {
                Err(invalid("field.delim", "", "the text between fields, which MultiDelimitSerDe cannot do without"))
            }
            _ => Ok(()),
        }
    }
}

/// Hive's reading of a delimiter property: a number is a byte's value, other text its first character.
fn separator_byte(name: &str, value: &str) -> Result<u8> {
    if let Ok(number) = value.parse::<i8>() {
        return Ok(number.cast_unsigned());
    }
    match value.as_bytes().first() {
        Some(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
        _ => Err(invalid(name, value, "one ASCII character other than a line end, or the number of a byte")),
    }
}
