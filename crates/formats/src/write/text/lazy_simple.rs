//! Lines as `LazySimpleSerDe` reads them.

use arrow::array::RecordBatch;
use arrow_schema::{DataType, SchemaRef};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Lines;
use super::values::Values;
use crate::read::LazySimpleOptions;
use crate::{Error, Result};

/// Delimited text.
pub(in super::super) struct LazySimpleLines {
    options: LazySimpleOptions,
    /// Bytes that an escape goes before.
    special: Vec<u8>,
}

impl LazySimpleLines {
    /// # Errors
    /// [`Error::NotWritable`] for a column that is nested deeper than there are separators.
    pub fn new(options: &LazySimpleOptions, schema: &SchemaRef) -> Result<Self> {
        for field in schema.fields() {
            if levels(field.data_type()) >= LazySimpleOptions::LEVELS_MAX {
                let (column, data_type) = (field.name().clone(), field.data_type().to_string());
                let hint = "the text format has eight separators, one a nesting level";
                return Err(Error::NotWritable { column, data_type, hint });
            }
        }
        let special = options.escape.map(|escape| {
            let deepest = schema.fields().iter().map(|field| levels(field.data_type())).max().unwrap_or(0);
            options.separators[..=deepest].iter().copied().chain([escape]).collect()
        });
        Ok(Self { options: options.clone(), special: special.unwrap_or_default() })
    }

    /// The line of the columns' names.
    pub fn header(&self, schema: &SchemaRef) -> Vec<u8> {
        let names: Vec<&[u8]> = schema.fields().iter().map(|field| field.name().as_bytes()).collect();
        let mut line = names.join(&self.options.separators[0]);
        line.push(b'\n');
        line
    }

    fn value(&self, values: &Values<'_>, row: usize, level: usize, out: &mut Vec<u8>) {
        if values.is_null(row) {
            out.extend_from_slice(self.options.null_text.as_bytes());
            return;
        }
        let separator = |level: usize| self.options.separators.get(level).copied().unwrap_or_default();
        match values {
            Values::Text(array) => self.text(array.value(row).as_bytes(), out),
            Values::Binary(array) => out.extend_from_slice(STANDARD.encode(array.value(row)).as_bytes()),
            Values::List(list, items) => {
                let range = list.value_offsets();
                for (n, item) in (offset(range, row)..offset(range, row + 1)).enumerate() {
                    if n > 0 {
                        out.push(separator(level));
                    }
                    self.value(items, item, level + 1, out);
                }
            }
            Values::Map(map, keys, entries) => {
                let range = map.value_offsets();
                for (n, entry) in (offset(range, row)..offset(range, row + 1)).enumerate() {
                    if n > 0 {
                        out.push(separator(level));
                    }
                    self.value(keys, entry, level + 2, out);
                    out.push(separator(level + 1));
                    self.value(entries, entry, level + 2, out);
                }
            }
            Values::Struct(_, members) => {
                for (n, member) in members.iter().enumerate() {
                    if n > 0 {
                        out.push(separator(level));
                    }
                    self.value(member, row, level + 1, out);
                }
            }
            other => other.write(row, out),
        }
    }

    fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        let Some(escape) = self.options.escape else { return out.extend_from_slice(text) };
        for byte in text {
            match byte {
                b'\n' => out.extend_from_slice(&[escape, b'n']),
                b'\r' => out.extend_from_slice(&[escape, b'r']),
                byte if self.special.contains(byte) => out.extend_from_slice(&[escape, *byte]),
                byte => out.push(*byte),
            }
        }
    }
}

impl Lines for LazySimpleLines {
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let columns = batch.columns().iter().map(Values::of).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            for (n, column) in columns.iter().enumerate() {
                if n > 0 {
                    out.push(self.options.separators[0]);
                }
                self.value(column, row, 1, out);
            }
            out.push(b'\n');
        }
        Ok(())
    }
}

fn offset(offsets: &[i32], at: usize) -> usize {
    offsets.get(at).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0)
}

/// Separators a value needs besides the one between fields.
fn levels(data_type: &DataType) -> usize {
    match data_type {
        DataType::List(item) => 1 + levels(item.data_type()),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) => 2 + pair.iter().map(|field| levels(field.data_type())).max().unwrap_or(0),
            _ => 2,
        },
        DataType::Struct(fields) => 1 + fields.iter().map(|field| levels(field.data_type())).max().unwrap_or(0),
        _ => 0,
    }
}
