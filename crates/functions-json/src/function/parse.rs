//! `json_parse`, `json_format` and `is_json_scalar`.

use boathouse_functions::{Bool, Category, Example, Function, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

use crate::document::{Json, canonical, parse};

/// Bytes of a text that an error shows.
const SHOWN_BYTES_MAX: usize = 10_000;

pub(crate) const PARSE: Function = Function {
    name: "json_parse",
    category: Category::Json,
    description: "The value a JSON text stands for.",
    examples: &[Example { sql: r#"json_parse('{"b": 1.50, "a": [1, 2]}')"#, result: r#"{"a":[1,2],"b":1.5}"# }],
    overloads: &[Overload {
        signature: "json_parse(varchar(x)) -> json",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| parsed(text).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const FORMAT: Function = Function {
    name: "json_format",
    category: Category::Json,
    description: "The JSON text of a value.",
    examples: &[Example { sql: r#"json_format(JSON '"abc"')"#, result: r#""abc""# }],
    overloads: &[Overload {
        signature: "json_format(json) -> varchar",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| Ok(Some(text.to_owned())))),
    }],
    ..Function::DEFAULT
};

pub(crate) const IS_SCALAR: Function = Function {
    name: "is_json_scalar",
    category: Category::Json,
    description: "Whether a JSON text is a number, a text, true, false or null.",
    examples: &[
        Example { sql: "is_json_scalar('1')", result: "true" },
        Example { sql: "is_json_scalar('[1, 2]')", result: "false" },
    ],
    overloads: &[
        Overload {
            signature: "is_json_scalar(json) -> boolean",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Bool>(&bound.returns, |text| is_scalar(text).map(Some))),
        },
        Overload {
            signature: "is_json_scalar(varchar(x)) -> boolean",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Bool>(&bound.returns, |text| is_scalar(text).map(Some))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn parsed(text: &str) -> Result<String> {
    let value = parse(text)
        .map_err(|_| TrinoError::invalid_argument(format!("Cannot convert value to JSON: '{}'", shortened(text))))?;
    Ok(canonical(&value))
}

fn is_scalar(text: &str) -> Result<bool> {
    let value =
        parse(text).map_err(|_| TrinoError::invalid_argument(format!("Invalid JSON value: {}", shortened(text))))?;
    Ok(!matches!(value, Json::Array(_) | Json::Object(_)))
}

fn shortened(text: &str) -> String {
    if text.len() <= SHOWN_BYTES_MAX {
        return text.to_owned();
    }
    let end = (0..=SHOWN_BYTES_MAX).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}...(truncated)", &text[..end])
}
