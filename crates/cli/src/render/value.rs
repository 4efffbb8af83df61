//! Single values as text and as JSON.

use std::io;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{DataType, Float32Type, Float64Type, Int64Type};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// Timestamps the way Athena writes them, with three digits; more only where a type has them is not worth the noise.
const OPTIONS: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.3f"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.3f %Z"))
    .with_datetime_format(Some("%Y-%m-%d %H:%M:%S%.3f"));

pub(crate) fn arrow_error(error: ArrowError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// A formatter of a column's values; NULL is for the caller to see.
pub(crate) fn formatter(array: &dyn Array) -> io::Result<ArrayFormatter<'_>> {
    ArrayFormatter::try_new(array, &OPTIONS).map_err(arrow_error)
}

/// Whether values are written as JSON by [`write_json`] even where a line of text is wanted.
pub(crate) fn is_nested(data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(_)
        | DataType::List(_)
        | DataType::LargeList(_)
        | DataType::ListView(_)
        | DataType::FixedSizeList(..)
        | DataType::Map(..) => true,
        DataType::Dictionary(_, values) => is_nested(values),
        _ => false,
    }
}

/// Whether a column is aligned to the right.
pub(crate) fn is_numeric(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_numeric(values),
        other => other.is_numeric(),
    }
}

/// The value as text: nested values as JSON, everything else as Athena writes it. NULL is `None`.
pub(crate) fn text(array: &dyn Array, formatter: &ArrayFormatter<'_>, row: usize) -> io::Result<Option<String>> {
    if is_null(array, row) {
        return Ok(None);
    }
    if is_nested(array.data_type()) {
        let mut out = Vec::new();
        write_json(array, row, &mut out)?;
        return Ok(Some(String::from_utf8_lossy(&out).into_owned()));
    }
    formatter.value(row).try_to_string().map(Some).map_err(arrow_error)
}

fn is_null(array: &dyn Array, row: usize) -> bool {
    array.is_null(row) || array.data_type() == &DataType::Null
}

/// Appends one value as JSON. Numbers keep all their digits; what JSON has no number for (NaN, infinities)
/// and what it has no type for (dates, binary) is a string.
pub(crate) fn write_json(array: &dyn Array, row: usize, out: &mut Vec<u8>) -> io::Result<()> {
    if is_null(array, row) {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    match array.data_type() {
        DataType::Boolean => out.extend_from_slice(if array.as_boolean().value(row) { b"true" } else { b"false" }),
        DataType::Float64 if !array.as_primitive::<Float64Type>().value(row).is_finite() => {
            write_text(array, row, out)?
        }
        DataType::Float32 if !array.as_primitive::<Float32Type>().value(row).is_finite() => {
            write_text(array, row, out)?
        }
        DataType::Float16 => write_text(array, row, out)?,
        DataType::Int64 => out.extend_from_slice(array.as_primitive::<Int64Type>().value(row).to_string().as_bytes()),
        numeric if numeric.is_numeric() => {
            let text = formatter(array)?.value(row).try_to_string().map_err(arrow_error)?;
            out.extend_from_slice(text.as_bytes());
        }
        DataType::Utf8 => write_string(array.as_string::<i32>().value(row), out)?,
        DataType::Utf8View => write_string(array.as_string_view().value(row), out)?,
        DataType::Struct(fields) => {
            let values = array.as_struct();
            let members = fields.iter().zip(values.columns()).map(|(field, column)| (field.name().clone(), column));
            write_object(members.map(|(name, column)| (name, column.as_ref(), row)), out)?;
        }
        DataType::List(_) => write_list(array.as_list::<i32>().value(row).as_ref(), out)?,
        DataType::LargeList(_) => write_list(array.as_list::<i64>().value(row).as_ref(), out)?,
        DataType::ListView(_) => write_list(array.as_list_view::<i32>().value(row).as_ref(), out)?,
        DataType::FixedSizeList(..) => write_list(array.as_fixed_size_list().value(row).as_ref(), out)?,
        DataType::Map(..) => write_map(array, row, out)?,
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let index = dictionary.normalized_keys()[row];
            write_json(dictionary.values().as_ref(), index, out)?;
        }
        _ => write_text(array, row, out)?,
    }
    Ok(())
}

fn write_text(array: &dyn Array, row: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let text = formatter(array)?.value(row).try_to_string().map_err(arrow_error)?;
    write_string(&text, out)
}

/// A JSON string.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

fn write_object<'a>(
    members: impl Iterator<Item = (String, &'a dyn Array, usize)>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    out.push(b'{');
    for (i, (name, column, row)) in members.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_string(&name, out)?;
        out.push(b':');
        write_json(column, row, out)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_list(values: &dyn Array, out: &mut Vec<u8>) -> io::Result<()> {
    out.push(b'[');
    for i in 0..values.len() {
        if i > 0 {
            out.push(b',');
        }
        write_json(values, i, out)?;
    }
    out.push(b']');
    Ok(())
}

fn write_map(array: &dyn Array, row: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let entries = array.as_map().value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    let names = formatter(keys.as_ref())?;
    let mut members = Vec::with_capacity(entries.len());
    for i in 0..entries.len() {
        members.push((names.value(i).try_to_string().map_err(arrow_error)?, values.as_ref(), i));
    }
    write_object(members.into_iter(), out)
}
