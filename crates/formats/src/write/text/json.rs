//! One JSON object a line.

use arrow::array::RecordBatch;
use arrow_schema::{DataType, Field, SchemaRef};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Lines;
use super::values::Values;
use crate::Result;

/// The names of a column's members, as they stand in JSON.
enum Names {
    Plain,
    Items(Box<Names>),
    Entries(Box<Names>),
    Members(Vec<(Vec<u8>, Names)>),
}

/// JSON objects whose keys are the columns' names. Values that are NULL are `null`; dates, times, bytes (as Base64) and
/// numbers that JSON has no digits for are strings.
pub(in super::super) struct JsonLines {
    columns: Vec<(Vec<u8>, Names)>,
}

impl JsonLines {
    pub fn new(schema: &SchemaRef) -> Self {
        Self { columns: schema.fields().iter().map(|field| named(field)).collect() }
    }
}

fn named(field: &Field) -> (Vec<u8>, Names) {
    let mut key = Vec::new();
    string(field.name().as_bytes(), &mut key);
    key.push(b':');
    (key, names(field.data_type()))
}

fn names(data_type: &DataType) -> Names {
    match data_type {
        DataType::List(item) => Names::Items(Box::new(names(item.data_type()))),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) => {
                let value = pair.get(1).map_or(Names::Plain, |value| names(value.data_type()));
                Names::Entries(Box::new(value))
            }
            _ => Names::Plain,
        },
        DataType::Struct(fields) => Names::Members(fields.iter().map(|field| named(field)).collect()),
        _ => Names::Plain,
    }
}

impl Lines for JsonLines {
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let columns = batch.columns().iter().map(Values::of).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            members(&self.columns, &columns, row, out);
            out.push(b'\n');
        }
        Ok(())
    }
}

fn members(names: &[(Vec<u8>, Names)], columns: &[Values<'_>], row: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (n, ((key, names), column)) in names.iter().zip(columns).enumerate() {
        if n > 0 {
            out.push(b',');
        }
        out.extend_from_slice(key);
        value(names, column, row, out);
    }
    out.push(b'}');
}

fn value(names: &Names, values: &Values<'_>, row: usize, out: &mut Vec<u8>) {
    if values.is_null(row) {
        out.extend_from_slice(b"null");
        return;
    }
    match (values, names) {
        (Values::Text(array), _) => string(array.value(row).as_bytes(), out),
        (Values::Binary(array), _) => string(STANDARD.encode(array.value(row)).as_bytes(), out),
        (Values::List(list, items), Names::Items(names)) => {
            let offsets = list.value_offsets();
            out.push(b'[');
            for (n, item) in range(offsets, row).enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                value(names, items, item, out);
            }
            out.push(b']');
        }
        (Values::Map(map, keys, entries), Names::Entries(names)) => {
            out.push(b'{');
            for (n, entry) in range(map.value_offsets(), row).enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                key(keys, entry, out);
                out.push(b':');
                value(names, entries, entry, out);
            }
            out.push(b'}');
        }
        (Values::Struct(_, columns), Names::Members(names)) => members(names, columns, row, out),
        (plain, _) if plain.is_bare(row) => plain.write(row, out),
        (plain, _) => {
            out.push(b'"');
            plain.write(row, out);
            out.push(b'"');
        }
    }
}

/// The key of a map's entry: always a string.
fn key(keys: &Values<'_>, row: usize, out: &mut Vec<u8>) {
    match keys {
        Values::Text(array) => string(array.value(row).as_bytes(), out),
        Values::Binary(array) => string(STANDARD.encode(array.value(row)).as_bytes(), out),
        plain => {
            out.push(b'"');
            plain.write(row, out);
            out.push(b'"');
        }
    }
}

fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let at = |at: usize| offsets.get(at).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0);
    at(row)..at(row + 1)
}

/// A JSON string of UTF-8 bytes.
fn string(text: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control if *control < b' ' => {
                out.extend_from_slice(b"\\u00");
                out.extend([HEX[usize::from(control >> 4)], HEX[usize::from(control & 15)]]);
            }
            byte => out.push(*byte),
        }
    }
    out.push(b'"');
}
