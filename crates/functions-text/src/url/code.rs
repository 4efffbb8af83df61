//! `url_encode` and `url_decode`: texts as they stand in the query of a URL.

use boathouse_functions::{Category, Example, Function, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

use crate::support::{limited, literal_length, varchar_of};

pub(crate) const ENCODE: Function = Function {
    name: "url_encode",
    category: Category::Url,
    description: "The text as it can be part of a URL's query.",
    examples: &[Example { sql: "url_encode('a b/ä')", result: "a+b%2F%C3%A4" }],
    overloads: &[Overload {
        signature: "url_encode(varchar(x)) -> varchar",
        returns: Some(|bindings| Ok(varchar_of(literal_length(bindings, "x") * 12))),
        kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| encoded(text).map(Some))),
    }],
    ..Function::DEFAULT
};

pub(crate) const DECODE: Function = Function {
    name: "url_decode",
    category: Category::Url,
    description: "The text that a part of a URL's query stands for.",
    examples: &[Example { sql: "url_decode('a+b%2F%C3%A4')", result: "a b/ä" }],
    overloads: &[Overload {
        signature: "url_decode(varchar(x)) -> varchar(x)",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| form_decoded(text).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn encoded(text: &str) -> Result<String> {
    limited(text.len().saturating_mul(3), "url_encode")?;
    let mut value = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => value.push(char::from(byte)),
            b' ' => value.push('+'),
            _ => {
                value.push('%');
                value.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    Ok(value)
}

/// As Java's `URLDecoder`.
pub(super) fn form_decoded(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let Some(digits) = rest.as_slice().get(..2) else {
                    return Err(TrinoError::invalid_argument("URLDecoder: Incomplete trailing escape (%) pattern"));
                };
                let value = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                let value = value.filter(|_| digits.iter().all(u8::is_ascii_hexdigit)).ok_or_else(|| {
                    let digits = String::from_utf8_lossy(digits);
                    let text = "URLDecoder: Illegal hex characters in escape (%) pattern - ";
                    TrinoError::invalid_argument(format!("{text}not a hexadecimal digit: \"{digits}\""))
                })?;
                bytes.push(value);
                rest.nth(1);
            }
            _ => bytes.push(*byte),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
