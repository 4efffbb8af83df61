//! Lines of delimited text to columns.

use arrow::array::ArrayRef;
use memchr::memmem::Finder;

use super::super::LazySimpleOptions;
use super::super::columns::Column;
use super::super::source::SourceColumn;
use super::super::text::{LineDecoder, RowError};
use super::fields::Pieces;
use super::nested::Values;
use crate::Result;

/// A field of the line that becomes a column.
struct Field {
    position: usize,
    /// Index of the column in the projection.
    column: usize,
}

/// Turns lines into columns.
pub(crate) struct LazySimpleDecoder {
    separator: u8,
    escape: Option<u8>,
    /// The field that takes the rest of the line.
    rest_from: Option<usize>,
    /// By position.
    fields: Vec<Field>,
    /// By projection.
    columns: Vec<Column>,
    /// Columns no record has.
    absent: Vec<usize>,
    values: Values,
    /// What separates fields where that is more than a byte.
    delimiter: Option<Finder<'static>>,
    /// The line with such a separator made a byte.
    scratch: Vec<u8>,
}

impl LazySimpleDecoder {
    pub(super) fn new(
        options: &LazySimpleOptions,
        columns: &[SourceColumn],
        width: usize,
        batch_rows: usize,
    ) -> Result<Self> {
        let mut fields = Vec::with_capacity(columns.len());
        let mut absent = Vec::new();
        for (column, source) in columns.iter().enumerate() {
            match source.position {
                Some(position) => fields.push(Field { position, column }),
                None => absent.push(column),
            }
        }
        fields.sort_by_key(|field| field.position);
        Ok(Self {
            separator: options.separators[0],
            escape: options.escape,
            rest_from: if options.last_column_takes_rest { width.checked_sub(1) } else { None },
            fields,
            columns: columns.iter().map(|source| Column::new(&source.hive, batch_rows)).collect::<Result<_>>()?,
            absent,
            values: Values::new(options),
            delimiter: options.field_delimiter.as_ref().map(|text| Finder::new(text.as_bytes()).into_owned()),
            scratch: Vec::new(),
        })
    }
}

impl LineDecoder for LazySimpleDecoder {
    fn push(&mut self, line: &[u8]) -> Result<(), RowError> {
        match self.delimiter.take() {
            None => self.push_fields(line),
            Some(delimiter) => {
                let mut scratch = std::mem::take(&mut self.scratch);
                replace(line, &delimiter, self.separator, &mut scratch);
                self.push_fields(&scratch);
                self.scratch = scratch;
                self.delimiter = Some(delimiter);
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(Column::finish).collect()
    }
}

impl LazySimpleDecoder {
    fn push_fields(&mut self, line: &[u8]) {
        let mut pieces = Pieces::new(line, self.separator, self.escape);
        let mut position = 0;
        let mut fields = self.fields.iter();
        for field in fields.by_ref() {
            let skipped = field.position - position;
            let piece = if self.rest_from == Some(field.position) {
                if skipped > 0 && pieces.nth(skipped - 1).is_none() { None } else { pieces.rest() }
            } else {
                pieces.nth(skipped)
            };
            position = field.position + 1;
            let Some(piece) = piece else {
                self.columns[field.column].append_null();
                break;
            };
            self.values.append(&mut self.columns[field.column], piece, 1);
        }
        for field in fields {
            self.columns[field.column].append_null();
        }
        for column in &self.absent {
            self.columns[*column].append_null();
        }
    }
}

/// Hive's way: fields are separated by a byte afterwards.
fn replace(line: &[u8], delimiter: &Finder<'_>, separator: u8, out: &mut Vec<u8>) {
    out.clear();
    let mut from = 0;
    for at in delimiter.find_iter(line) {
        out.extend_from_slice(&line[from..at]);
        out.push(separator);
        from = at + delimiter.needle().len();
    }
    out.extend_from_slice(&line[from..]);
}
