//! Casts to varchar and char.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder};
use arrow::datatypes::{Float32Type, Float64Type};
use boathouse_types::{Result, TrinoError, Type};

use crate::body::{Body, Mode, held, identity};
use crate::numbers::{exponent_double, exponent_real, java_double, java_real};
use crate::value_text::{ValueText, write_padded};

/// CAST of a column to varchar.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` when the type has no cast to varchar, internal error when the column is not held as
/// its type says.
pub fn text_of(data_type: &Type, column: &ArrayRef) -> Result<ArrayRef> {
    let body = match data_type {
        Type::Varchar(_) => Some(identity()),
        Type::Char(_) => body(data_type, &Type::VARCHAR),
        Type::Json => crate::json::body(data_type, &Type::VARCHAR),
        _ => of_values(data_type, None),
    };
    let body = body.ok_or_else(|| TrinoError::invalid_cast(format!("Cannot cast {data_type} to varchar")))?;
    body(column, Mode::Strict)
}

/// The cast of varchar or char to one of them, or to the path of JSON functions.
pub(crate) fn body(from: &Type, to: &Type) -> Option<Body> {
    Some(match (from, to) {
        (Type::Varchar(_), Type::Varchar(None)) | (Type::Varchar(_), Type::JsonPath) => identity(),
        (Type::Varchar(_), Type::Varchar(Some(length))) => changed(*length, |text, length| truncated(text, length)),
        (Type::Varchar(_) | Type::Char(_), Type::Char(length)) => {
            changed(*length, |text, length| truncated(text, length).trim_end_matches(' '))
        }
        (Type::Char(length), Type::Varchar(limit)) => {
            let (length, limit) = (*length, limit.unwrap_or(u32::MAX));
            let width = length.min(limit) as usize;
            Arc::new(move |column, _| {
                let column = column.as_string_view_opt().ok_or_else(|| held(column))?;
                written(column, |row, out| {
                    write_padded(out, truncated(column.value(row), limit), width);
                    Ok(())
                })
            })
        }
        (Type::Char(length), Type::JsonPath) => body(&Type::Char(*length), &Type::VARCHAR)?,
        _ => return None,
    })
}

/// The first characters of a text.
pub(crate) fn truncated(text: &str, length: u32) -> &str {
    let length = length as usize;
    if text.len() <= length {
        return text;
    }
    text.char_indices().nth(length).map_or(text, |(end, _)| &text[..end])
}

/// Shortens texts; a column whose texts all stay is given back as it is.
fn changed(length: u32, shorten: for<'a> fn(&'a str, u32) -> &'a str) -> Body {
    Arc::new(move |column, _| {
        let texts = column.as_string_view_opt().ok_or_else(|| held(column))?;
        let stays = |row| texts.is_null(row) || shorten(texts.value(row), length).len() == texts.value(row).len();
        if (0..texts.len()).all(stays) {
            return Ok(Arc::clone(column));
        }
        let shortened = texts.iter().map(|text| text.map(|text| shorten(text, length)));
        Ok(Arc::new(shortened.collect::<StringViewArray>()))
    })
}

/// A column of texts that are written row by row.
fn written(column: &dyn Array, write: impl Fn(usize, &mut String) -> Result<()>) -> Result<ArrayRef> {
    let mut builder = StringViewBuilder::with_capacity(column.len());
    let mut text = String::new();
    for row in 0..column.len() {
        if column.is_null(row) {
            builder.append_null();
            continue;
        }
        text.clear();
        write(row, &mut text)?;
        builder.append_value(&text);
    }
    Ok(Arc::new(builder.finish()))
}

/// The cast of a type that is not text to varchar, `varchar(limit)` if there is one.
pub(crate) fn of_values(from: &Type, limit: Option<u32>) -> Option<Body> {
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    match from {
        Type::Double => Some(Arc::new(move |column, mode| {
            let values = column.as_primitive_opt::<Float64Type>().ok_or_else(|| held(column))?;
            limited(
                column,
                limit,
                mode,
                |row, out| out.push_str(&exponent_double(values.value(row))),
                |row, text| too_long(&format!("{} ({text})", java_double(values.value(row))), limit),
            )
        })),
        Type::Real => Some(Arc::new(move |column, mode| {
            let values = column.as_primitive_opt::<Float32Type>().ok_or_else(|| held(column))?;
            limited(
                column,
                limit,
                mode,
                |row, out| out.push_str(&exponent_real(values.value(row))),
                |row, text| too_long(&format!("{} ({text})", java_real(values.value(row))), limit),
            )
        })),
        Type::Boolean
        | Type::TinyInt
        | Type::SmallInt
        | Type::Integer
        | Type::BigInt
        | Type::Decimal { .. }
        | Type::Date
        | Type::Time(_)
        | Type::TimeTz(_)
        | Type::Timestamp(_)
        | Type::TimestampTz(_)
        | Type::IntervalDayToSecond
        | Type::IntervalYearToMonth
        | Type::Uuid
        | Type::IpAddress => {
            let from = from.clone();
            Some(Arc::new(move |column, mode| {
                let values = ValueText::new(&from, column)?;
                let write = |row, out: &mut String| {
                    values.write(row, out);
                };
                limited(column, limit, mode, write, |_, text| match from {
                    Type::Boolean | Type::Uuid | Type::Time(_) => format!("Cannot cast '{text}' to varchar({limit})"),
                    _ => too_long(text, limit),
                })
            }))
        }
        _ => None,
    }
}

fn too_long(value: &str, limit: usize) -> String {
    format!("Value {value} cannot be represented as varchar({limit})")
}

/// Texts of at most `limit` characters, all of them ASCII.
fn limited(
    column: &ArrayRef,
    limit: usize,
    mode: Mode,
    write: impl Fn(usize, &mut String),
    describe: impl Fn(usize, &str) -> String,
) -> Result<ArrayRef> {
    let mut builder = StringViewBuilder::with_capacity(column.len());
    let mut text = String::new();
    for row in 0..column.len() {
        if column.is_null(row) {
            builder.append_null();
            continue;
        }
        text.clear();
        write(row, &mut text);
        if text.len() <= limit {
            builder.append_value(&text);
        } else if mode == Mode::Try {
            builder.append_null();
        } else {
            return Err(TrinoError::invalid_cast(describe(row, &text)));
        }
    }
    Ok(Arc::new(builder.finish()))
}
