//! `substr`: from a place on, counted from 1, or from the end when negative.

use boathouse_functions::{Bound, Bytes, Category, Example, Function, I64, Kernel, Overload, Text, rows2, rows3};
use boathouse_types::Result;

use crate::support::{Range, char_count, char_length, char_start, padded, slice2, slice3};

pub(crate) const FUNCTION: Function = Function {
    name: "substr",
    aliases: &["substring"],
    category: Category::String,
    description: "The part of a text or binary from a place on, counted from 1, or from the end when negative.",
    examples: &[
        Example { sql: "substr('Quadratically', 5)", result: "ratically" },
        Example { sql: "substr('Quadratically', -5, 4)", result: "call" },
        Example { sql: "substr('Quadratically', 0)", result: "" },
    ],
    overloads: &[
        Overload { signature: "substr(char(x), bigint) -> varchar(x)", returns: None, kernel: char_from },
        Overload { signature: "substr(char(x), bigint, bigint) -> varchar(x)", returns: None, kernel: char_part },
        Overload {
            signature: "substr(varbinary, bigint) -> varbinary",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Bytes, I64, Bytes>(&bound.returns, |bytes, start| {
                    let part = places(bytes.len(), start, i64::MAX);
                    Ok(Some(bytes.get(part).unwrap_or_default().to_vec()))
                }))
            },
        },
        Overload {
            signature: "substr(varbinary, bigint, bigint) -> varbinary",
            returns: None,
            kernel: |bound| {
                Ok(rows3::<Bytes, I64, I64, Bytes>(&bound.returns, |bytes, start, length| {
                    let part = places(bytes.len(), start, length);
                    Ok(Some(bytes.get(part).unwrap_or_default().to_vec()))
                }))
            },
        },
        Overload {
            signature: "substr(varchar(x), bigint) -> varchar(x)",
            returns: None,
            kernel: |_| Ok(slice2::<I64>(|text, start| Ok(Some(part(text, start, i64::MAX))))),
        },
        Overload {
            signature: "substr(varchar(x), bigint, bigint) -> varchar(x)",
            returns: None,
            kernel: |_| Ok(slice3::<I64, I64>(|text, start, length| Ok(Some(part(text, start, length))))),
        },
    ],
    ..Function::DEFAULT
};

fn char_from(bound: &Bound) -> Result<Kernel> {
    let own = char_length(bound, 0)?;
    Ok(rows2::<Text, I64, Text>(&bound.returns, move |text, start| {
        let text = padded(text, own);
        Ok(Some(text[part(&text, start, i64::MAX)].to_owned()))
    }))
}

fn char_part(bound: &Bound) -> Result<Kernel> {
    let own = char_length(bound, 0)?;
    Ok(rows3::<Text, I64, I64, Text>(&bound.returns, move |text, start, length| {
        let text = padded(text, own);
        Ok(Some(text[part(&text, start, length)].to_owned()))
    }))
}

/// Which of `count` units are meant.
fn places(count: usize, start: i64, length: i64) -> Range {
    let total = count as i64;
    let first = match start {
        0 => return 0..0,
        1.. => start - 1,
        _ => start.saturating_add(total),
    };
    if length <= 0 || first < 0 || first >= total {
        return 0..0;
    }
    first as usize..first.saturating_add(length).min(total) as usize
}

/// The bytes that are meant; always at the edges of code points.
fn part(text: &str, start: i64, length: i64) -> Range {
    if text.is_ascii() {
        return places(text.len(), start, length);
    }
    if start > 0 {
        // Without counting what lies behind the part.
        let Some(first) = char_start(text, usize::try_from(start - 1).unwrap_or(usize::MAX)) else { return 0..0 };
        if length <= 0 {
            return 0..0;
        }
        let rest = &text[first..];
        let end = char_start(rest, usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or(rest.len());
        return first..first + end;
    }
    let meant = places(char_count(text), start, length);
    let first = char_start(text, meant.start).unwrap_or(text.len());
    let end = char_start(text, meant.end).unwrap_or(text.len());
    first..end.max(first)
}
