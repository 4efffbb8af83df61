//! Values of typed keys as bytes that sort as the values do. None is the beginning of another, and none
//! begins with 0x00, 0x01 or 0xFF, which mean something in a key.

use std::fmt::Write;

use crate::expression::{Day, Kind, Value};

/// Before the bytes of dates and timestamps.
const POINT_IN_TIME: u8 = 0x02;
/// The first byte of a decimal says its sign.
const NEGATIVE: u8 = 0x10;
const ZERO: u8 = 0x20;
const POSITIVE: u8 = 0x30;
/// The first byte of an integer: this and as many more as bytes follow, or as many less for negative ones.
const NO_BYTES: u8 = 0x80;
const INTEGER_BYTES_MAX: u8 = 8;

pub(crate) fn push(key: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Text(_) => {}
        Value::Integer(number) => push_integer(key, *number),
        Value::Decimal(number) if number.digits.is_empty() => key.push(ZERO),
        Value::Decimal(number) => {
            // Of two negative numbers the longer one is the smaller: everything is turned round.
            let turn = |byte: u8| if number.negative { !byte } else { byte };
            key.push(if number.negative { NEGATIVE } else { POSITIVE });
            push_integer(key, if number.negative { -number.exponent } else { number.exponent });
            key.extend(number.digits.iter().map(|digit| turn(*digit)));
            key.push(turn(0));
        }
        Value::Date(day) => push_day(key, *day),
        Value::Timestamp(day, second, nanos) => {
            push_day(key, *day);
            key.extend(second.to_be_bytes());
            key.extend(nanos.to_be_bytes());
        }
    }
}

fn push_day(key: &mut Vec<u8>, (year, month, day): Day) {
    key.push(POINT_IN_TIME);
    key.extend((year << 9 | month << 5 | day).to_be_bytes());
}

fn push_integer(key: &mut Vec<u8>, number: i64) {
    let magnitude = number.unsigned_abs();
    let unused = magnitude.leading_zeros() / 8;
    let length = INTEGER_BYTES_MAX - u8::try_from(unused).unwrap_or(INTEGER_BYTES_MAX);
    let bytes = magnitude.to_be_bytes();
    let bytes = bytes.iter().skip(usize::from(INTEGER_BYTES_MAX - length));
    if number < 0 {
        key.push(NO_BYTES - length);
        key.extend(bytes.map(|byte| !byte));
    } else {
        key.push(NO_BYTES + length);
        key.extend(bytes);
    }
}

/// Reads the value at the beginning of `bytes` and writes it to `text`; the bytes behind it. Decimals are
/// only passed by. `None` for bytes that [`push`] did not make.
pub(crate) fn read<'a>(kind: Kind, bytes: &'a [u8], text: &mut String) -> Option<&'a [u8]> {
    let (value, rest) = match kind {
        Kind::Text => return None,
        Kind::Integer => {
            let (number, rest) = read_integer(bytes)?;
            // By far the most common: no text of its own.
            write!(text, "{number}").ok()?;
            return Some(rest);
        }
        Kind::Decimal => return pass_decimal(bytes),
        Kind::Date => {
            let (day, rest) = read_day(bytes)?;
            (Value::Date(day), rest)
        }
        Kind::Timestamp => {
            let (day, rest) = read_day(bytes)?;
            let (second, rest) = read_u32(rest)?;
            let (nanos, rest) = read_u32(rest)?;
            (Value::Timestamp(day, second, nanos), rest)
        }
    };
    text.push_str(&value.written()?);
    Some(rest)
}

fn read_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*number), rest))
}

fn read_day(bytes: &[u8]) -> Option<(Day, &[u8])> {
    let (packed, rest) = read_u32(bytes.strip_prefix(&[POINT_IN_TIME])?)?;
    Some(((packed >> 9, packed >> 5 & 0xF, packed & 0x1F), rest))
}

fn read_integer(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let length = first.abs_diff(NO_BYTES);
    if length > INTEGER_BYTES_MAX {
        return None;
    }
    let negative = *first < NO_BYTES;
    let (bytes, rest) = rest.split_at_checked(usize::from(length))?;
    let magnitude =
        bytes.iter().fold(0_u64, |magnitude, byte| magnitude << 8 | u64::from(if negative { !*byte } else { *byte }));
    let number = if negative { 0_i64.checked_sub_unsigned(magnitude) } else { 0_i64.checked_add_unsigned(magnitude) };
    Some((number?, rest))
}

fn pass_decimal(bytes: &[u8]) -> Option<&[u8]> {
    let (sign, rest) = bytes.split_first()?;
    let end = match *sign {
        ZERO => return Some(rest),
        NEGATIVE => 0xFF,
        POSITIVE => 0x00,
        _ => return None,
    };
    let (_, rest) = read_integer(rest)?;
    let length = rest.iter().position(|byte| *byte == end)?;
    rest.get(length + 1..)
}
