//! BSON's values as evidence shows them.

use super::{NESTING_DEPTH_MAX, length, take, text, value};
use crate::infer::shown::Shown;
use crate::ion::decimal_text;

/// The value of the name in a document that has been read whole; of several, the first.
pub(super) fn text_of(document: &[u8], wanted: &str) -> Option<String> {
    let mut body = document.get(4..)?;
    loop {
        let kind = take(&mut body, 1)?[0];
        if kind == 0 {
            return None;
        }
        let is_it = text(&mut body)? == wanted;
        let start = body;
        value(kind, &mut body, 0)?;
        if is_it {
            let mut shown = Shown::default();
            put(kind, &start[..start.len() - body.len()], &mut shown, 0)?;
            return Some(shown.finish());
        }
    }
}

/// The bytes are those of the value, and no more.
fn put(kind: u8, bytes: &[u8], shown: &mut Shown, depth: u8) -> Option<()> {
    let long = || bytes.first_chunk().map(|bytes| i64::from_le_bytes(*bytes));
    match kind {
        0x01 => shown.push_all(f64::from_le_bytes(*bytes.first_chunk()?)),
        // A length, and a zero byte at the end.
        0x02 | 0x0d | 0x0e => shown.push(&String::from_utf8_lossy(bytes.get(4..bytes.len().checked_sub(1)?)?)),
        0x03 | 0x04 => nested(kind, bytes, shown, depth)?,
        // A length and a kind of bytes.
        0x05 => shown.push_hex(bytes.get(5..)?),
        0x06 | 0x0a => shown.push("null"),
        0x07 => shown.push_hex(bytes),
        0x08 => shown.push_all(bytes.first()? != &0),
        0x09 => shown.push_millis(long()?),
        0x0b => {
            let mut rest = bytes;
            shown.push_all(format_args!("/{}/{}", text(&mut rest)?, text(&mut rest)?));
        }
        0x10 => shown.push_all(i32::from_le_bytes(*bytes.first_chunk()?)),
        0x11 | 0x12 => shown.push_all(long()?),
        0x13 => shown.push(&decimal128(u128::from_le_bytes(*bytes.first_chunk()?))?),
        // Code, pointers, and the least and greatest keys are shown as their type.
        _ => return None,
    }
    Some(())
}

fn nested(kind: u8, bytes: &[u8], shown: &mut Shown, depth: u8) -> Option<()> {
    let [open, close] = if kind == 0x04 { ["[", "]"] } else { ["{", "}"] };
    let mut body = bytes;
    length(&mut body)?;
    shown.push(open);
    for i in 0.. {
        if shown.is_full() || depth >= NESTING_DEPTH_MAX {
            return Some(());
        }
        let kind = take(&mut body, 1)?[0];
        if kind == 0 {
            break;
        }
        shown.push_comma(i);
        let name = text(&mut body)?;
        if open == "{" {
            shown.push(&name);
            shown.push(":");
        }
        let start = body;
        value(kind, &mut body, depth + 1)?;
        put(kind, &start[..start.len() - body.len()], shown, depth + 1)?;
    }
    shown.push(close);
    Some(())
}

/// A decimal of 34 digits: a sign, 14 bits of exponent, and the digits as a binary number. Infinities and what is no
/// number have no digits.
fn decimal128(bits: u128) -> Option<String> {
    const EXPONENT_BIAS: i32 = 6176;
    if (bits >> 125) & 0b11 == 0b11 {
        return None;
    }
    let exponent = i32::try_from((bits >> 113) & 0x3fff).ok()? - EXPONENT_BIAS;
    let digits = i128::try_from(bits & ((1 << 113) - 1)).ok()?;
    Some(decimal_text(if bits >> 127 == 1 { -digits } else { digits }, exponent))
}
