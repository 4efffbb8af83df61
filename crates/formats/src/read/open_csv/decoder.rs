//! Lines of quoted text to columns.

use arrow::array::ArrayRef;

use super::super::OpenCsvOptions;
use super::super::columns::Column;
use super::super::scalar::{parse_boolean, parse_f32, parse_f64, parse_integer, parse_narrow};
use super::super::source::SourceColumn;
use super::super::text::{LineDecoder, RowError};
use super::fields::Fields;
use crate::Result;

/// Turns lines into columns.
pub(crate) struct OpenCsvDecoder {
    options: OpenCsvOptions,
    /// Position in the line and index in the projection, by position.
    fields: Vec<(usize, usize)>,
    /// By projection.
    columns: Vec<Column>,
    /// Columns no record has.
    absent: Vec<usize>,
    scratch: Vec<u8>,
}

impl OpenCsvDecoder {
    pub(super) fn new(options: &OpenCsvOptions, columns: &[SourceColumn], batch_rows: usize) -> Result<Self> {
        let mut fields = Vec::with_capacity(columns.len());
        let mut absent = Vec::new();
        for (column, source) in columns.iter().enumerate() {
            match source.position {
                Some(position) => fields.push((position, column)),
                None => absent.push(column),
            }
        }
        fields.sort_unstable();
        Ok(Self {
            options: options.clone(),
            fields,
            columns: columns.iter().map(|source| Column::new(&source.hive, batch_rows)).collect::<Result<_>>()?,
            absent,
            scratch: Vec::new(),
        })
    }
}

impl LineDecoder for OpenCsvDecoder {
    fn push(&mut self, line: &[u8]) -> Result<(), RowError> {
        let mut pieces = Fields::new(line, &self.options);
        let mut position = 0;
        let mut ended = false;
        for (field, column) in &self.fields {
            while !ended && position < *field {
                ended = !pieces.skip(&mut self.scratch);
                position += 1;
            }
            let piece = if ended { None } else { pieces.next(&mut self.scratch) };
            position += 1;
            match piece {
                Some(text) => append(&mut self.columns[*column], text, *field)?,
                None => {
                    ended = true;
                    self.columns[*column].append_null();
                }
            }
        }
        for column in &self.absent {
            self.columns[*column].append_null();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(Column::finish).collect()
    }
}

/// Appends the value `text` stands for; the SerDe's columns are text, which the engine converts strictly.
fn append(column: &mut Column, text: &[u8], field: usize) -> Result<(), RowError> {
    let failed = || bad_value(text, field);
    match column {
        Column::Text(builder) => builder.append_bytes(text),
        Column::Boolean(builder) => builder.append_value(parse_boolean(text, false).ok_or_else(failed)?),
        Column::BigInt(builder) => builder.append_value(parse_integer(text).ok_or_else(failed)?),
        Column::Int(builder) => builder.append_value(parse_narrow(text).ok_or_else(failed)?),
        Column::SmallInt(builder) => builder.append_value(parse_narrow(text).ok_or_else(failed)?),
        Column::TinyInt(builder) => builder.append_value(parse_narrow(text).ok_or_else(failed)?),
        Column::Double(builder) => builder.append_value(parse_f64(text).ok_or_else(failed)?),
        Column::Float(builder) => builder.append_value(parse_f32(text).ok_or_else(failed)?),
        Column::Decimal(column) => column.append_text(text).ok_or_else(failed)?,
        // Days and milliseconds since 1970-01-01: the SerDe knows no other form.
        Column::Date(builder) => builder.append_value(parse_narrow(text).ok_or_else(failed)?),
        Column::Timestamp(builder) => builder.append_value(parse_integer(text).ok_or_else(failed)?),
        Column::Binary(_) | Column::List(_) | Column::Map(_) | Column::Struct(_) => return Err(failed()),
    }
    Ok(())
}

/// Athena's message for text that is no value of its column's type.
fn bad_value(text: &[u8], field: usize) -> RowError {
    let text = String::from_utf8_lossy(text);
    RowError::BadData(format!("Error parsing field value '{text}' for field {field}: For input string: \"{text}\""))
}
