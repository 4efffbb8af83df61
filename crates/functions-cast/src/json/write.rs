//! Values as json.

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, PrimitiveArray, StringViewArray, StructArray};
use arrow::datatypes::{Decimal64Type, Decimal128Type, Float32Type, Float64Type};
use boathouse_types::{Result, Type};

use super::scalar::write_big_decimal;
use crate::body::held;
use crate::numbers::{java_double, java_real};
use crate::value_text::{ValueText, span};

/// Writes the values of a column as json.
pub(super) enum JsonColumn {
    Nothing,
    /// Numbers and truth values whose text is json.
    Plain(ValueText),
    Quoted(ValueText),
    Real(PrimitiveArray<Float32Type>),
    Double(PrimitiveArray<Float64Type>),
    Short(PrimitiveArray<Decimal64Type>, u8),
    Long(PrimitiveArray<Decimal128Type>, u8),
    Text(StringViewArray),
    Json(StringViewArray),
    Array(ListArray, Box<JsonColumn>),
    Map(MapArray, Box<(ValueText, JsonColumn)>),
    Row(StructArray, Vec<(String, JsonColumn)>),
}

impl JsonColumn {
    pub(super) fn new(data_type: &Type, column: &ArrayRef) -> Result<Self> {
        let wrong = || held(column);
        Ok(match data_type {
            Type::Unknown => Self::Nothing,
            Type::Real => Self::Real(column.as_primitive_opt().ok_or_else(wrong)?.clone()),
            Type::Double => Self::Double(column.as_primitive_opt().ok_or_else(wrong)?.clone()),
            Type::Decimal { precision, scale } if *precision <= 18 => {
                Self::Short(column.as_primitive_opt().ok_or_else(wrong)?.clone(), *scale)
            }
            Type::Decimal { scale, .. } => Self::Long(column.as_primitive_opt().ok_or_else(wrong)?.clone(), *scale),
            Type::Varchar(_) => Self::Text(column.as_string_view_opt().ok_or_else(wrong)?.clone()),
            Type::Json => Self::Json(column.as_string_view_opt().ok_or_else(wrong)?.clone()),
            Type::Date | Type::Timestamp(_) | Type::TimestampTz(_) => Self::Quoted(ValueText::new(data_type, column)?),
            Type::Array(element) => {
                let list = column.as_list_opt::<i32>().ok_or_else(wrong)?;
                Self::Array(list.clone(), Box::new(Self::new(element, list.values())?))
            }
            Type::Map(key, value) => {
                let map = column.as_map_opt().ok_or_else(wrong)?;
                let entries = (ValueText::new(key, map.keys())?, Self::new(value, map.values())?);
                Self::Map(map.clone(), Box::new(entries))
            }
            Type::Row(fields) => {
                let row = column.as_struct_opt().ok_or_else(wrong)?;
                let parts = fields.iter().zip(row.columns()).map(|(field, column)| {
                    let mut name = String::new();
                    write_string(&mut name, field.name.as_deref().unwrap_or_default());
                    Ok((name, Self::new(&field.data_type, column)?))
                });
                Self::Row(row.clone(), parts.collect::<Result<_>>()?)
            }
            _ => Self::Plain(ValueText::new(data_type, column)?),
        })
    }

    /// Appends a value, `null` for NULL.
    pub(super) fn write(&self, row: usize, out: &mut String) {
        let written = match self {
            Self::Nothing => false,
            Self::Plain(values) => values.write(row, out),
            Self::Quoted(values) => values.get(row).map(|text| write_string(out, &text)).is_some(),
            Self::Real(a) => a
                .is_valid(row)
                .then(|| write_floating(out, a.value(row).is_finite(), &java_real(a.value(row))))
                .is_some(),
            Self::Double(a) => a
                .is_valid(row)
                .then(|| write_floating(out, a.value(row).is_finite(), &java_double(a.value(row))))
                .is_some(),
            Self::Short(a, scale) => {
                a.is_valid(row).then(|| write_big_decimal(out, i128::from(a.value(row)), *scale)).is_some()
            }
            Self::Long(a, scale) => a.is_valid(row).then(|| write_big_decimal(out, a.value(row), *scale)).is_some(),
            Self::Text(a) => a.is_valid(row).then(|| write_string(out, a.value(row))).is_some(),
            Self::Json(a) => a.is_valid(row).then(|| out.push_str(a.value(row))).is_some(),
            Self::Array(a, _) => a.is_valid(row).then(|| self.write_nested(row, out)).is_some(),
            Self::Map(a, _) => a.is_valid(row).then(|| self.write_nested(row, out)).is_some(),
            Self::Row(a, _) => a.is_valid(row).then(|| self.write_nested(row, out)).is_some(),
        };
        if !written {
            out.push_str("null");
        }
    }

    fn write_nested(&self, row: usize, out: &mut String) {
        match self {
            Self::Array(list, elements) => {
                out.push('[');
                for (n, i) in span(list.value_offsets(), row).enumerate() {
                    out.push_str(if n > 0 { "," } else { "" });
                    elements.write(i, out);
                }
                out.push(']');
            }
            Self::Map(map, entries) => {
                out.push('{');
                for (n, (name, i)) in members(&entries.0, span(map.value_offsets(), row)).into_iter().enumerate() {
                    out.push_str(if n > 0 { "," } else { "" });
                    write_string(out, &name);
                    out.push(':');
                    entries.1.write(i, out);
                }
                out.push('}');
            }
            Self::Row(_, fields) => {
                out.push('{');
                for (n, (name, column)) in fields.iter().enumerate() {
                    out.push_str(if n > 0 { "," } else { "" });
                    out.push_str(name);
                    out.push(':');
                    column.write(row, out);
                }
                out.push('}');
            }
            _ => {}
        }
    }
}

/// The members of a map in the order Java sorts their names; of equal names the last stays.
fn members(keys: &ValueText, places: std::ops::Range<usize>) -> Vec<(String, usize)> {
    let mut members: Vec<_> = places.map(|i| (keys.get(i).unwrap_or_default(), i)).collect();
    members.sort_by(|(a, i), (b, j)| a.encode_utf16().cmp(b.encode_utf16()).then(j.cmp(i)));
    members.dedup_by(|later, first| later.0 == first.0);
    members
}

fn write_floating(out: &mut String, finite: bool, text: &str) {
    if finite { out.push_str(text) } else { write_string(out, text) }
}

/// Appends a string in quotes, escaped as Jackson does.
fn write_string(out: &mut String, text: &str) {
    const HEXADECIMAL: &[u8; 16] = b"0123456789ABCDEF";
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control @ '\0'..='\u{1f}' => {
                let code = control as usize;
                out.push_str("\\u00");
                out.push(char::from(HEXADECIMAL[code >> 4]));
                out.push(char::from(HEXADECIMAL[code & 15]));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}
