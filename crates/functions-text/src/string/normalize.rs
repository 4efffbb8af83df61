//! `normalize`: Unicode normalization forms.

use boathouse_functions::{Category, Example, Function, Overload, Text, rows1, rows2};
use boathouse_types::{Result, TrinoError};
use unicode_normalization::UnicodeNormalization;

use crate::support::limited;

pub(crate) const FUNCTION: Function = Function {
    name: "normalize",
    category: Category::String,
    description: "The text in a Unicode normalization form: NFC when none is named, NFD, NFKC or NFKD.",
    examples: &[Example { sql: "normalize('ﾊﾝ', NFKC)", result: "ハン" }],
    overloads: &[
        Overload {
            signature: "normalize(varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| normalized(text, "NFC").map(Some))),
        },
        Overload {
            signature: "normalize(varchar(x), varchar(y)) -> varchar",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Text, Text, Text>(&bound.returns, |text, form| normalized(text, form).map(Some)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn normalized(text: &str, form: &str) -> Result<String> {
    // The longest expansion of one character is eighteen.
    limited(text.len().saturating_mul(6), "normalize")?;
    match form {
        "NFC" => Ok(text.nfc().collect()),
        "NFD" => Ok(text.nfd().collect()),
        "NFKC" => Ok(text.nfkc().collect()),
        "NFKD" => Ok(text.nfkd().collect()),
        _ => Err(TrinoError::invalid_argument("Normalization form must be one of [NFD, NFC, NFKD, NFKC]")),
    }
}
