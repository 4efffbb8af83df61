//! `json_array_length`, `json_array_get` and `json_array_contains`.

use boathouse_functions::{Bool, Category, Double, Example, Function, I64, Overload, Text, rows1, rows2};

use crate::document::{Cursor, Json, Wrong, text_of};

pub(crate) const LENGTH: Function = Function {
    name: "json_array_length",
    category: Category::Json,
    description: "How many elements a JSON array has; NULL for anything else.",
    examples: &[Example { sql: "json_array_length('[1, 2, 3]')", result: "3" }],
    overloads: &[
        Overload {
            signature: "json_array_length(json) -> bigint",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, I64>(&bound.returns, |text| Ok(length(text).ok().flatten()))),
        },
        Overload {
            signature: "json_array_length(varchar(x)) -> bigint",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, I64>(&bound.returns, |text| Ok(length(text).ok().flatten()))),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const GET: Function = Function {
    name: "json_array_get",
    category: Category::Json,
    description: "An element of a JSON array by its place from 0, or from the end when negative. As in Trino, the \
                  quotes of a text are lost.",
    examples: &[Example { sql: "json_array_get('[1, [2], 3]', -2)", result: "[2]" }],
    overloads: &[
        Overload {
            signature: "json_array_get(json, bigint) -> json",
            returns: None,
            kernel: |bound| Ok(rows2::<Text, I64, Text>(&bound.returns, |text, at| Ok(get(text, at).ok().flatten()))),
        },
        Overload {
            signature: "json_array_get(varchar(x), bigint) -> json",
            returns: None,
            kernel: |bound| Ok(rows2::<Text, I64, Text>(&bound.returns, |text, at| Ok(get(text, at).ok().flatten()))),
        },
    ],
    ..Function::DEFAULT
};

macro_rules! contains {
    ($json:literal, $value:literal, $kind:ident, $same:expr) => {
        Overload {
            signature: concat!("json_array_contains(", $json, ", ", $value, ") -> boolean"),
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Text, $kind, Bool>(&bound.returns, |text, value| {
                    Ok(any(text, |element| $same(element, value)).ok().flatten())
                }))
            },
        }
    };
}

pub(crate) const CONTAINS: Function = Function {
    name: "json_array_contains",
    category: Category::Json,
    description: "Whether a boolean, number or text is an element of a JSON array.",
    examples: &[
        Example { sql: "json_array_contains('[1, 2, 3]', 2)", result: "true" },
        Example { sql: r#"json_array_contains('["a"]', 'b')"#, result: "false" },
    ],
    overloads: &[
        contains!("json", "bigint", I64, is_integer),
        contains!("json", "boolean", Bool, |element: &Json<'_>, value| *element == Json::Bool(value)),
        contains!("json", "double", Double, is_double),
        contains!("json", "varchar(y)", Text, is_text),
        contains!("varchar(x)", "bigint", I64, is_integer),
        contains!("varchar(x)", "boolean", Bool, |element: &Json<'_>, value| *element == Json::Bool(value)),
        contains!("varchar(x)", "double", Double, is_double),
        contains!("varchar(x)", "varchar(y)", Text, is_text),
    ],
    ..Function::DEFAULT
};

fn is_integer(element: &Json<'_>, value: i64) -> bool {
    matches!(element, Json::Number(text) if text.parse() == Ok(value))
}

fn is_double(element: &Json<'_>, value: f64) -> bool {
    // A number without fraction and exponent is an integer, and no double.
    matches!(element, Json::Number(text) if text.contains(['.', 'e', 'E']) && text.parse() == Ok(value))
}

fn is_text(element: &Json<'_>, value: &str) -> bool {
    matches!(element, Json::Text(text) if text == value)
}

/// Enters an array; nothing when the text is another value.
fn open(text: &str) -> Result<Option<Cursor<'_>>, Wrong> {
    let mut cursor = Cursor::new(text);
    if cursor.peek().ok_or(Wrong)? != b'[' {
        return Ok(None);
    }
    cursor.open()?;
    Ok(Some(cursor))
}

fn length(text: &str) -> Result<Option<i64>, Wrong> {
    let Some(mut cursor) = open(text)? else { return Ok(None) };
    let mut length = 0;
    while cursor.element(length == 0)? {
        cursor.skip()?;
        length += 1;
    }
    Ok(Some(length))
}

fn get(text: &str, index: i64) -> Result<Option<String>, Wrong> {
    let index = match index {
        0.. => index,
        _ => match length(text)?.and_then(|length| length.checked_add(index)) {
            Some(index) if index >= 0 => index,
            _ => return Ok(None),
        },
    };
    let Some(mut cursor) = open(text)? else { return Ok(None) };
    let mut at = 0;
    while cursor.element(at == 0)? {
        if at == index {
            return Ok(match cursor.value()? {
                Json::Null => None,
                Json::Text(text) => Some(text.into_owned()),
                other => Some(text_of(&other)),
            });
        }
        cursor.skip()?;
        at += 1;
    }
    Ok(None)
}

fn any(text: &str, same: impl Fn(&Json<'_>) -> bool) -> Result<Option<bool>, Wrong> {
    let Some(mut cursor) = open(text)? else { return Ok(None) };
    let mut first = true;
    while cursor.element(std::mem::take(&mut first))? {
        if matches!(cursor.peek(), Some(b'[' | b'{')) {
            cursor.skip()?;
        } else if same(&cursor.value()?) {
            return Ok(Some(true));
        }
    }
    Ok(Some(false))
}
