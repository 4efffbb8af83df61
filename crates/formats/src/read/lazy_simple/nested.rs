//! One value of delimited text to a column, nested ones by deeper separators.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::LazySimpleOptions;
use super::super::columns::Column;
use super::super::loose;
use super::super::scalar::{
    TimestampFormats, parse_boolean, parse_date, parse_decimal, parse_f32, parse_f64, parse_integer, parse_narrow,
    parse_timestamp,
};
use super::fields::{Pieces, unescape};

/// How text becomes values.
pub(super) struct Values {
    separators: [u8; LazySimpleOptions::LEVELS_MAX],
    escape: Option<u8>,
    null_text: Vec<u8>,
    extended_booleans: bool,
    timestamps: Option<TimestampFormats>,
    scratch: Vec<u8>,
}

impl Values {
    pub(super) fn new(options: &LazySimpleOptions) -> Self {
        Self {
            separators: options.separators,
            escape: options.escape,
            null_text: options.null_text.clone().into_bytes(),
            extended_booleans: options.extended_booleans,
            timestamps: options.timestamp_formats.clone(),
            scratch: Vec::new(),
        }
    }

    /// Appends the value `text` stands for, or NULL; the items of a nested value are separated by the
    /// separator of `level`.
    pub(super) fn append(&mut self, column: &mut Column, text: &[u8], level: usize) {
        if text == self.null_text {
            column.append_null();
            return;
        }
        match column {
            Column::Text(builder) if let Some(escape) = self.escape => {
                builder.append_bytes(unescape(text, escape, &mut self.scratch));
            }
            Column::Boolean(builder) => builder.append_option(parse_boolean(text, self.extended_booleans)),
            Column::Timestamp(builder) => builder.append_option(timestamp(self.timestamps.as_ref(), text)),
            // Hive takes bytes that are no Base64 as they are.
            Column::Binary(builder) => match STANDARD.decode(text) {
                Ok(bytes) => builder.append_value(bytes),
                Err(_) => builder.append_value(text),
            },
            Column::List(_) | Column::Map(_) | Column::Struct(_) => self.append_nested(column, text, level),
            scalar => loose::append(scalar, Some(text)),
        }
    }

    fn append_nested(&mut self, column: &mut Column, text: &[u8], level: usize) {
        // The table was refused if its types need more separators than there are.
        let Some(separator) = self.separators.get(level).copied() else { return column.append_null() };
        match column {
            Column::List(list) => {
                if !text.is_empty() {
                    for item in Pieces::new(text, separator, self.escape) {
                        self.append(&mut list.items, item, level + 1);
                    }
                }
                list.close(true);
            }
            Column::Map(map) => {
                let Some(pair_separator) = self.separators.get(level + 1).copied() else { return column.append_null() };
                if !text.is_empty() {
                    for entry in Pieces::new(text, separator, self.escape) {
                        let mut pair = Pieces::new(entry, pair_separator, self.escape);
                        let key = pair.next().unwrap_or_default();
                        // A key that is NULL or no value of the key's type has no entry.
                        if self.is_null(&map.keys, key) {
                            continue;
                        }
                        self.append(&mut map.keys, key, level + 2);
                        match pair.rest() {
                            Some(value) => self.append(&mut map.values, value, level + 2),
                            None => map.values.append_null(),
                        }
                    }
                }
                map.close(true);
            }
            Column::Struct(members) => {
                let mut pieces = Pieces::new(text, separator, self.escape);
                for member in &mut members.columns {
                    match pieces.next() {
                        Some(piece) => self.append(member, piece, level + 1),
                        None => member.append_null(),
                    }
                }
                members.close(true);
            }
            _ => column.append_null(),
        }
    }

    /// True when `text` would be NULL in a column of this kind.
    fn is_null(&self, column: &Column, text: &[u8]) -> bool {
        text == self.null_text
            || match column {
                Column::BigInt(_) => parse_integer(text).is_none(),
                Column::Int(_) => parse_narrow::<i32>(text).is_none(),
                Column::SmallInt(_) => parse_narrow::<i16>(text).is_none(),
                Column::TinyInt(_) => parse_narrow::<i8>(text).is_none(),
                Column::Double(_) => parse_f64(text).is_none(),
                Column::Float(_) => parse_f32(text).is_none(),
                Column::Boolean(_) => parse_boolean(text, self.extended_booleans).is_none(),
                Column::Decimal(column) => parse_decimal(text, column.precision, column.scale).is_none(),
                Column::Date(_) => parse_date(text).is_none(),
                Column::Timestamp(_) => timestamp(self.timestamps.as_ref(), text).is_none(),
                Column::Text(_) | Column::Binary(_) | Column::List(_) | Column::Map(_) | Column::Struct(_) => false,
            }
    }
}

/// A timestamp by the table's own forms, else by Hive's.
fn timestamp(formats: Option<&TimestampFormats>, text: &[u8]) -> Option<i64> {
    formats.and_then(|formats| formats.read(text)).or_else(|| parse_timestamp(text))
}
