//! `GrokSerDe`: lines that a pattern of named patterns takes apart.

#[cfg(test)]
mod tests;

use arrow::array::ArrayRef;
use boathouse_schema::HiveType;

use super::GrokOptions;
use super::columns::Column;
use super::loose;
use super::source::SourceColumn;
use super::text::{LineDecoder, LineFormat, RowError};
use crate::Result;
use crate::grok::{Grok, LINE_BYTES_MAX};

impl LineFormat for GrokOptions {
    const NAME: &'static str = "grok";
    type Decoder = GrokDecoder;

    fn skipped_lines(&self) -> (usize, usize) {
        (self.header_lines, self.footer_lines)
    }

    fn decoder(&self, columns: &[SourceColumn], _width: usize, batch_rows: usize) -> Result<GrokDecoder> {
        Ok(GrokDecoder {
            grok: self.grok().with_columns(columns.iter().map(|column| column.name.as_str())),
            columns: columns.iter().map(|source| Column::new(&source.hive, batch_rows)).collect::<Result<_>>()?,
        })
    }
}

/// Fails for a column that no part of a line can fill.
pub(crate) fn check_column(name: &str, hive: &HiveType) -> Result<()> {
    loose::check_column("GrokSerDe", name, hive)
}

/// Turns lines into columns.
pub(crate) struct GrokDecoder {
    /// Its fields are the columns, in projection order.
    grok: Grok,
    columns: Vec<Column>,
}

impl LineDecoder for GrokDecoder {
    /// A line that does not fit is a row of nulls; so is a part that is no value of its column's type.
    fn push(&mut self, line: &[u8]) -> Result<(), RowError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(RowError::Malformed(format!("the line is longer than {LINE_BYTES_MAX} bytes")));
        }
        let text = String::from_utf8_lossy(line);
        match self.grok.captures(&text).map_err(|error| RowError::Malformed(error.to_string()))? {
            Some(values) => {
                for (column, value) in self.columns.iter_mut().zip(values) {
                    loose::append(column, value.map(str::as_bytes));
                }
            }
            None => self.columns.iter_mut().for_each(Column::append_null),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(Column::finish).collect()
    }
}
