//! `LazySimpleSerDe`: delimited text without quotes.
//!
//! Fields are positional; missing ones are NULL and surplus ones ignored; text that is no value of its
//! column's type is NULL.

mod decoder;
mod fields;
mod nested;
#[cfg(test)]
mod tests;

use boathouse_schema::HiveType;

use self::decoder::LazySimpleDecoder;
use super::LazySimpleOptions;
use super::source::SourceColumn;
use super::text::LineFormat;
use crate::{Error, Result};

impl LineFormat for LazySimpleOptions {
    const NAME: &'static str = "lazy_simple";
    type Decoder = LazySimpleDecoder;

    fn skipped_lines(&self) -> (usize, usize) {
        (self.header_lines, self.footer_lines)
    }

    fn decoder(&self, columns: &[SourceColumn], width: usize, batch_rows: usize) -> Result<LazySimpleDecoder> {
        LazySimpleDecoder::new(self, columns, width, batch_rows)
    }
}

/// Fails for a column that is nested deeper than there are separators.
pub(crate) fn check_column(name: &str, hive: &HiveType) -> Result<()> {
    if levels(hive) < LazySimpleOptions::LEVELS_MAX {
        return Ok(());
    }
    Err(Error::UnsupportedColumn {
        column: name.to_owned(),
        data_type: hive.to_string(),
        format: "LazySimpleSerDe",
        hint: "its text format has eight separators, one a nesting level",
    })
}

/// Separators a value needs besides the one between fields.
fn levels(hive: &HiveType) -> usize {
    match hive {
        HiveType::Array(item) => 1 + levels(item),
        HiveType::Map(key, value) => 2 + levels(key).max(levels(value)),
        HiveType::Struct(fields) => 1 + fields.iter().map(|field| levels(&field.data_type)).max().unwrap_or(0),
        _ => 0,
    }
}
