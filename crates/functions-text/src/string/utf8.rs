//! `to_utf8` and `from_utf8`: between text and bytes.

use boathouse_functions::{Bytes, Category, Example, Function, I64, Overload, Text, rows1, rows2};
use boathouse_types::{Result, TrinoError};

use crate::support::{char_length, limited, padded};

pub(crate) const TO_UTF8: Function = Function {
    name: "to_utf8",
    category: Category::String,
    description: "The UTF-8 bytes of a text.",
    examples: &[Example { sql: "to_utf8('ä')", result: "c3 a4" }],
    overloads: &[
        Overload {
            signature: "to_utf8(char(x)) -> varbinary",
            returns: None,
            kernel: |bound| {
                let length = char_length(bound, 0)?;
                Ok(rows1::<Text, Bytes>(&bound.returns, move |text| {
                    Ok(Some(padded(text, length).into_owned().into_bytes()))
                }))
            },
        },
        Overload {
            signature: "to_utf8(varchar(x)) -> varbinary",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Bytes>(&bound.returns, |text| Ok(Some(text.as_bytes().to_vec())))),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const FROM_UTF8: Function = Function {
    name: "from_utf8",
    category: Category::String,
    description: "The text of UTF-8 bytes. What is none is replaced: by U+FFFD, or by the character given.",
    examples: &[
        Example { sql: "from_utf8(X'C3A4')", result: "ä" },
        Example { sql: "from_utf8(X'58BF', '#')", result: "X#" },
    ],
    overloads: &[
        Overload {
            signature: "from_utf8(varbinary) -> varchar",
            returns: None,
            kernel: |bound| Ok(rows1::<Bytes, Text>(&bound.returns, |bytes| decoded(bytes, "\u{fffd}").map(Some))),
        },
        Overload {
            signature: "from_utf8(varbinary, bigint) -> varchar",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Bytes, I64, Text>(&bound.returns, |bytes, number| {
                    let replacement = u32::try_from(number).ok().and_then(char::from_u32);
                    let replacement =
                        replacement.ok_or_else(|| TrinoError::invalid_argument("Invalid replacement character"))?;
                    decoded(bytes, replacement.encode_utf8(&mut [0; 4])).map(Some)
                }))
            },
        },
        Overload {
            signature: "from_utf8(varbinary, varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Bytes, Text, Text>(&bound.returns, |bytes, replacement| {
                    if replacement.chars().nth(1).is_some() {
                        let text = "Replacement character string must empty or a single character";
                        return Err(TrinoError::invalid_argument(text));
                    }
                    decoded(bytes, replacement).map(Some)
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn decoded(bytes: &[u8], replacement: &str) -> Result<String> {
    limited(bytes.len().saturating_mul(replacement.len().max(1)), "from_utf8")?;
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(replacement);
        }
    }
    Ok(text)
}
