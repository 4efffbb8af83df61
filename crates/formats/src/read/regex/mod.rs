//! `RegexSerDe`: lines that a regular expression fits as a whole, its groups the columns.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::RegexOptions;
use super::columns::Column;
use super::loose;
use super::source::SourceColumn;
use super::text::{LineDecoder, LineFormat, RowError};
use crate::grok::LineRegex;
use crate::{Error, Result};

impl LineFormat for RegexOptions {
    const NAME: &'static str = "regex";
    type Decoder = RegexDecoder;

    fn skipped_lines(&self) -> (usize, usize) {
        (self.header_lines, self.footer_lines)
    }

    fn decoder(&self, columns: &[SourceColumn], width: usize, batch_rows: usize) -> Result<RegexDecoder> {
        let groups = self.regex().groups();
        if groups != width {
            return Err(Error::Cursor {
                message: "Number of matching groups doesn't match the number of columns".to_owned(),
                place: format!("input.regex has {groups} groups, the table {width} columns"),
            });
        }
        Ok(RegexDecoder {
            regex: Arc::clone(self.regex()),
            positions: columns.iter().map(|column| column.position).collect(),
            columns: columns.iter().map(|source| Column::new(&source.hive, batch_rows)).collect::<Result<_>>()?,
        })
    }
}

/// Turns lines into columns.
pub(crate) struct RegexDecoder {
    regex: Arc<LineRegex>,
    /// The groups of the columns.
    positions: Vec<Option<usize>>,
    columns: Vec<Column>,
}

impl LineDecoder for RegexDecoder {
    /// A line that does not fit is a row of nulls; so is a part that is no value of its column's type.
    fn push(&mut self, line: &[u8]) -> Result<(), RowError> {
        let text = String::from_utf8_lossy(line);
        let groups = self.regex.captures(&text).map_err(|error| RowError::Malformed(error.to_string()))?;
        for (column, position) in self.columns.iter_mut().zip(&self.positions) {
            let part = groups.as_ref().zip(*position).and_then(|(groups, position)| *groups.get(position)?);
            loose::append(column, part.map(str::as_bytes));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(Column::finish).collect()
    }
}
