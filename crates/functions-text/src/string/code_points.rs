//! `chr` and `codepoint`: between a character and its number.

use boathouse_functions::{Category, Example, Function, I32, I64, Overload, Text, rows1};
use boathouse_types::TrinoError;

pub(crate) const CHR: Function = Function {
    name: "chr",
    category: Category::String,
    description: "The character of a Unicode code point.",
    examples: &[Example { sql: "chr(9731)", result: "☃" }],
    overloads: &[Overload {
        signature: "chr(bigint) -> varchar(1)",
        returns: None,
        kernel: |bound| {
            Ok(rows1::<I64, Text>(&bound.returns, |number| match u32::try_from(number).ok().and_then(char::from_u32) {
                Some(c) => Ok(Some(c.to_string())),
                None => Err(TrinoError::invalid_argument(format!("Not a valid Unicode code point: {number}"))),
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const CODEPOINT: Function = Function {
    name: "codepoint",
    category: Category::String,
    description: "The Unicode code point of the only character of a text.",
    examples: &[Example { sql: "codepoint('☃')", result: "9731" }],
    overloads: &[Overload {
        signature: "codepoint(varchar(1)) -> integer",
        returns: None,
        kernel: |bound| {
            Ok(rows1::<Text, I32>(&bound.returns, |text| {
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(only), None) => Ok(Some(only as i32)),
                    _ => Err(TrinoError::invalid_argument("Input string must be a single character string")),
                }
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};
