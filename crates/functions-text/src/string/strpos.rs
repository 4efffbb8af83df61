//! `strpos` and `starts_with`: where a text is in another.

use boathouse_functions::{Bool, Category, Example, Function, I64, Overload, Text, rows2, rows3};
use boathouse_types::{Result, TrinoError};

use crate::support::char_count;

pub(crate) const STRPOS: Function = Function {
    name: "strpos",
    category: Category::String,
    description: "Where a text first occurs in another, counted from 1; 0 when it does not. The instance may be \
                  given, from the end when negative.",
    examples: &[
        Example { sql: "strpos('foobar', 'obar')", result: "3" },
        Example { sql: "strpos('abc/xyz/foo/bar', '/', -1)", result: "12" },
    ],
    overloads: &[
        Overload {
            signature: "strpos(varchar(x), varchar(y)) -> bigint",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Text, Text, I64>(&bound.returns, |text, part| Ok(Some(from_start(text, part, 1)))))
            },
        },
        Overload {
            signature: "strpos(varchar(x), varchar(y), bigint) -> bigint",
            returns: None,
            kernel: |bound| Ok(rows3::<Text, Text, I64, I64>(&bound.returns, |t, p, i| instance_of(t, p, i).map(Some))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const STARTS_WITH: Function = Function {
    name: "starts_with",
    category: Category::String,
    description: "Whether a text starts with another.",
    examples: &[Example { sql: "starts_with('foo_bar', 'foo')", result: "true" }],
    overloads: &[Overload {
        signature: "starts_with(varchar(x), varchar(y)) -> boolean",
        returns: None,
        kernel: |bound| Ok(rows2::<Text, Text, Bool>(&bound.returns, |text, start| Ok(Some(text.starts_with(start))))),
    }],
    ..Function::DEFAULT
};

fn instance_of(text: &str, part: &str, instance: i64) -> Result<i64> {
    match instance {
        0 => Err(TrinoError::invalid_argument("'instance' must be a positive or negative number.")),
        1.. => Ok(from_start(text, part, instance)),
        _ => Ok(from_end(text, part, instance.unsigned_abs())),
    }
}

fn from_start(text: &str, part: &str, instance: i64) -> i64 {
    if part.is_empty() {
        return 1;
    }
    let mut from = 0;
    for found in 1..=instance {
        let Some(at) = text[from..].find(part) else { return 0 };
        if found == instance {
            return char_count(&text[..from + at]) as i64 + 1;
        }
        // Instances may overlap: the next one starts anywhere behind the start of this one.
        from += at + next_char(&text[from + at..]);
    }
    0
}

fn from_end(text: &str, part: &str, instance: u64) -> i64 {
    if part.is_empty() {
        return 1;
    }
    let mut until = text.len();
    for found in 1..=instance {
        let Some(at) = text[..until].rfind(part) else { return 0 };
        if found == instance {
            return char_count(&text[..at]) as i64 + 1;
        }
        until = at + part.len() - last_char(part);
    }
    0
}

fn next_char(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

fn last_char(text: &str) -> usize {
    text.chars().next_back().map_or(1, char::len_utf8)
}
