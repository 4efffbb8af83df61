//! JSON scalars to column values: leniently (OpenX) or strictly (Hive).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::JsonFlavour;
use super::super::columns::Column;
use super::super::scalar::{
    TimestampFormats, parse_boolean, parse_date, parse_decimal, parse_f32, parse_f64, parse_integer, parse_timestamp,
    parse_zoned_timestamp,
};
use super::scan::{Kind, Slot};
use super::text::unescape;
use super::values::{Fault, java_class};

/// Digits of a timestamp in milliseconds; a number with fewer is in seconds, as the OpenX SerDe guesses.
const MILLIS_DIGITS_MIN: usize = 13;

/// A scalar's text: a string's without escapes, anything else as written.
fn text_of(line: &[u8], slot: Slot) -> Cow<'_, [u8]> {
    match slot.kind {
        Kind::String { escaped: true } => Cow::Owned(unescape(slot.text(line), true).into_owned().into_bytes()),
        _ => Cow::Borrowed(slot.text(line)),
    }
}

/// Appends a scalar to a column that is not nested.
pub(super) fn append_scalar(
    column: &mut Column,
    line: &[u8],
    slot: Slot,
    flavour: JsonFlavour,
    timestamps: Option<&TimestampFormats>,
) -> Result<(), Fault> {
    if let Column::Text(builder) = column {
        // Anything is text, nested values as they are written.
        match slot.kind {
            Kind::String { escaped: true } => builder.append(&unescape(slot.text(line), true)),
            _ => builder.append_bytes(slot.text(line)),
        }
        return Ok(());
    }
    if matches!(slot.kind, Kind::Object | Kind::Array) {
        return Err(Fault::Class { found: java_class(slot.kind), wanted: scalar_class(column) });
    }
    let text = text_of(line, slot);
    let fits = flavour == JsonFlavour::OpenX || is_strict_match(column, slot.kind) || is_no_number(column, &text);
    if let (Column::Timestamp(builder), Some(millis)) = (&mut *column, timestamps.and_then(|forms| forms.read(&text))) {
        builder.append_value(millis);
        return Ok(());
    }
    let wrong = || String::from_utf8_lossy(&text).into_owned();
    fits.then(|| append_text(column, &text, slot.kind, flavour)).flatten().ok_or_else(|| match column {
        Column::Timestamp(_) => Fault::Timestamp(wrong()),
        _ => Fault::Text(wrong()),
    })
}

/// Appends an object's key to a map's key column.
pub(super) fn append_key(column: &mut Column, line: &[u8], key: Slot) -> Result<(), Fault> {
    append_scalar(column, line, key, JsonFlavour::OpenX, None)
}

/// Whether the Hive SerDe takes a value of this kind for the column.
fn is_strict_match(column: &Column, kind: Kind) -> bool {
    match column {
        Column::Boolean(_) => kind == Kind::Boolean,
        Column::BigInt(_) | Column::Int(_) | Column::SmallInt(_) | Column::TinyInt(_) => kind == Kind::Number,
        Column::Double(_) | Column::Float(_) => kind == Kind::Number,
        Column::Decimal(_) => matches!(kind, Kind::Number | Kind::String { .. }),
        _ => matches!(kind, Kind::String { .. }),
    }
}

/// Whether the text is what floating-point columns hold and JSON has no number for: it is written as a string.
fn is_no_number(column: &Column, text: &[u8]) -> bool {
    matches!(column, Column::Double(_) | Column::Float(_)) && matches!(text, b"NaN" | b"Infinity" | b"-Infinity")
}

/// Appends the value `text` stands for; `None`, with nothing appended, when it stands for none.
fn append_text(column: &mut Column, text: &[u8], kind: Kind, flavour: JsonFlavour) -> Option<()> {
    match column {
        Column::Boolean(builder) => builder.append_value(parse_boolean(text, false)?),
        Column::BigInt(builder) => builder.append_value(integer(text, kind)?),
        Column::Int(builder) => builder.append_value(i32::try_from(integer(text, kind)?).ok()?),
        Column::SmallInt(builder) => builder.append_value(i16::try_from(integer(text, kind)?).ok()?),
        Column::TinyInt(builder) => builder.append_value(i8::try_from(integer(text, kind)?).ok()?),
        Column::Double(builder) => builder.append_value(parse_f64(text)?),
        Column::Float(builder) => builder.append_value(parse_f32(text)?),
        Column::Decimal(column) => column.append_text(text)?,
        Column::Date(builder) => builder.append_value(parse_date(text)?),
        Column::Timestamp(builder) => builder.append_value(match flavour {
            JsonFlavour::OpenX => openx_timestamp(text)?,
            JsonFlavour::Hive => parse_timestamp(text)?,
        }),
        Column::Binary(builder) => builder.append_value(STANDARD.decode(text).ok()?),
        Column::Text(_) | Column::List(_) | Column::Map(_) | Column::Struct(_) => return None,
    }
    Some(())
}

/// An integer; a number written with a fraction or an exponent when nothing is lost.
fn integer(text: &[u8], kind: Kind) -> Option<i64> {
    if let Some(value) = parse_integer(text) {
        return Some(value);
    }
    if kind != Kind::Number {
        return None;
    }
    // Nineteen digits hold every 64-bit integer; the decimal parser rounds, so it must agree both ways.
    let value = parse_decimal(text, 19, 0)?;
    let exact = parse_decimal(text, 38, 9)? == value.checked_mul(1_000_000_000)?;
    if exact { i64::try_from(value).ok() } else { None }
}

/// The OpenX SerDe's timestamps: text with colons, or a number of seconds (with a fraction) or milliseconds.
fn openx_timestamp(text: &[u8]) -> Option<i64> {
    if text.contains(&b':') {
        return parse_zoned_timestamp(text);
    }
    if text.contains(&b'.') {
        let millis = parse_decimal(text, 19, 3)?;
        return i64::try_from(millis).ok();
    }
    match parse_integer(text) {
        Some(value) if text.len() >= MILLIS_DIGITS_MIN => Some(value),
        Some(value) => value.checked_mul(1000),
        None => parse_timestamp(text),
    }
}

/// The Java class of a scalar column's values.
fn scalar_class(column: &Column) -> &'static str {
    match column {
        Column::Boolean(_) => "java.lang.Boolean",
        Column::BigInt(_) => "java.lang.Long",
        Column::Int(_) => "java.lang.Integer",
        Column::SmallInt(_) => "java.lang.Short",
        Column::TinyInt(_) => "java.lang.Byte",
        Column::Double(_) => "java.lang.Double",
        Column::Float(_) => "java.lang.Float",
        Column::Decimal(_) => "java.math.BigDecimal",
        Column::Date(_) => "java.sql.Date",
        Column::Timestamp(_) => "java.sql.Timestamp",
        Column::Binary(_) => "byte[]",
        Column::Text(_) | Column::List(_) | Column::Map(_) | Column::Struct(_) => "java.lang.String",
    }
}
