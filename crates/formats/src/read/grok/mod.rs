//! `GrokSerDe`: lines that a pattern of named patterns takes apart.

#[cfg(test)]
mod tests;

use arrow::array::ArrayRef;
use boathouse_schema::HiveType;

use super::GrokOptions;
use super::columns::Column;
use super::scalar::{parse_boolean, parse_f32, parse_f64, parse_integer, parse_narrow};
use super::source::SourceColumn;
use super::text::{LineDecoder, LineFormat, RowError};
use crate::grok::{Grok, LINE_BYTES_MAX};
use crate::{Error, Result};

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
    let is_fine = matches!(
        hive,
        HiveType::String
            | HiveType::Varchar(_)
            | HiveType::Char(_)
            | HiveType::Boolean
            | HiveType::TinyInt
            | HiveType::SmallInt
            | HiveType::Int
            | HiveType::BigInt
            | HiveType::Float
            | HiveType::Double
    );
    if is_fine {
        return Ok(());
    }
    Err(Error::UnsupportedColumn {
        column: name.to_owned(),
        data_type: hive.to_string(),
        format: "GrokSerDe",
        hint: "declare it as string",
    })
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
                    append(column, value.map(str::as_bytes));
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

fn append(column: &mut Column, value: Option<&[u8]>) {
    let Some(text) = value else { return column.append_null() };
    match column {
        Column::Text(builder) => builder.append_bytes(text),
        Column::Boolean(builder) => builder.append_option(parse_boolean(text, false)),
        Column::BigInt(builder) => builder.append_option(parse_integer(text)),
        Column::Int(builder) => builder.append_option(parse_narrow(text)),
        Column::SmallInt(builder) => builder.append_option(parse_narrow(text)),
        Column::TinyInt(builder) => builder.append_option(parse_narrow(text)),
        Column::Double(builder) => builder.append_option(parse_f64(text)),
        Column::Float(builder) => builder.append_option(parse_f32(text)),
        other => other.append_null(),
    }
}
