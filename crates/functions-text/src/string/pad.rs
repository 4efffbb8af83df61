//! `lpad` and `rpad`: to a length, with a text or bytes repeated.

use boathouse_functions::{Bound, Bytes, Category, Example, Function, I64, Kernel, Overload, Text, rows3};
use boathouse_types::{Result, TrinoError};

use crate::support::{char_count, char_length, char_start, limited, padded};

pub(crate) const LPAD: Function = Function {
    name: "lpad",
    category: Category::String,
    description: "The text at a length: cut, or filled from the left.",
    examples: &[Example { sql: "lpad('text', 7, 'xy')", result: "xyxtext" }],
    overloads: &[
        Overload { signature: "lpad(char(x), bigint, varchar(y)) -> varchar", returns: None, kernel: char_left },
        Overload { signature: "lpad(varbinary, bigint, varbinary) -> varbinary", returns: None, kernel: bytes_left },
        Overload { signature: "lpad(varchar(x), bigint, varchar(y)) -> varchar", returns: None, kernel: left },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const RPAD: Function = Function {
    name: "rpad",
    category: Category::String,
    description: "The text at a length: cut, or filled from the right.",
    examples: &[Example { sql: "rpad('text', 7, 'xy')", result: "textxyx" }],
    overloads: &[
        Overload { signature: "rpad(char(x), bigint, varchar(y)) -> varchar", returns: None, kernel: char_right },
        Overload { signature: "rpad(varbinary, bigint, varbinary) -> varbinary", returns: None, kernel: bytes_right },
        Overload { signature: "rpad(varchar(x), bigint, varchar(y)) -> varchar", returns: None, kernel: right },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn left(bound: &Bound) -> Result<Kernel> {
    Ok(rows3::<Text, I64, Text, Text>(&bound.returns, |text, length, filling| {
        pad(text, length, filling, true).map(Some)
    }))
}

fn right(bound: &Bound) -> Result<Kernel> {
    Ok(rows3::<Text, I64, Text, Text>(&bound.returns, |text, length, filling| {
        pad(text, length, filling, false).map(Some)
    }))
}

fn char_left(bound: &Bound) -> Result<Kernel> {
    let own = char_length(bound, 0)?;
    Ok(rows3::<Text, I64, Text, Text>(&bound.returns, move |text, length, filling| {
        pad(&padded(text, own), length, filling, true).map(Some)
    }))
}

fn char_right(bound: &Bound) -> Result<Kernel> {
    let own = char_length(bound, 0)?;
    Ok(rows3::<Text, I64, Text, Text>(&bound.returns, move |text, length, filling| {
        pad(&padded(text, own), length, filling, false).map(Some)
    }))
}

fn target(length: i64) -> Result<usize> {
    match i32::try_from(length) {
        Ok(0..) => Ok(length as usize),
        _ => Err(TrinoError::invalid_argument("Target length must be in the range [0..2147483647]")),
    }
}

fn pad(text: &str, length: i64, filling: &str, left: bool) -> Result<String> {
    let length = target(length)?;
    if filling.is_empty() {
        return Err(TrinoError::invalid_argument("Padding string must not be empty"));
    }
    let own = char_count(text);
    if own >= length {
        return Ok(text[..char_start(text, length).unwrap_or(text.len())].to_owned());
    }
    let missing = length - own;
    let unit = char_count(filling);
    let (whole, rest) = (missing / unit, missing % unit);
    let rest = &filling[..char_start(filling, rest).unwrap_or(filling.len())];
    let bytes = text.len().saturating_add(filling.len().saturating_mul(whole)).saturating_add(rest.len());
    let mut value = String::with_capacity(limited(bytes, "padding")?);
    if !left {
        value.push_str(text);
    }
    value.extend(std::iter::repeat_n(filling, whole));
    value.push_str(rest);
    if left {
        value.push_str(text);
    }
    Ok(value)
}

fn bytes_left(bound: &Bound) -> Result<Kernel> {
    Ok(rows3::<Bytes, I64, Bytes, Bytes>(&bound.returns, |bytes, length, filling| {
        pad_bytes(bytes, length, filling, true).map(Some)
    }))
}

fn bytes_right(bound: &Bound) -> Result<Kernel> {
    Ok(rows3::<Bytes, I64, Bytes, Bytes>(&bound.returns, |bytes, length, filling| {
        pad_bytes(bytes, length, filling, false).map(Some)
    }))
}

fn pad_bytes(bytes: &[u8], length: i64, filling: &[u8], left: bool) -> Result<Vec<u8>> {
    let length = target(length)?;
    if filling.is_empty() {
        return Err(TrinoError::invalid_argument("Padding bytes must not be empty"));
    }
    if bytes.len() >= length {
        return Ok(bytes[..length].to_vec());
    }
    let filler = filling.iter().copied().cycle().take(length - bytes.len());
    let mut value = Vec::with_capacity(limited(length, "padding")?);
    if left {
        value.extend(filler);
        value.extend_from_slice(bytes);
    } else {
        value.extend_from_slice(bytes);
        value.extend(filler);
    }
    Ok(value)
}
