//! `regexp_like`, `regexp_count`, `regexp_position` and `regexp_split`.

use std::sync::Arc;

use arrow::array::{BooleanBuilder, Int32Builder, Int64Builder};
use boathouse_functions::{Bound, Category, Example, Function, I64, Input, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, TrinoError};

use super::pattern::Pattern;
use crate::support::{Compiled, Recent, TextLists, char_count, char_start};

pub(crate) const LIKE: Function = Function {
    name: "regexp_like",
    category: Category::Regexp,
    description: "Whether a pattern matches anywhere in a text.",
    examples: &[Example { sql: r"regexp_like('1a 2b 14m', '\d+b')", result: "true" }],
    overloads: &[
        Overload { signature: "regexp_like(char(x), varchar(y)) -> boolean", returns: None, kernel: like },
        Overload { signature: "regexp_like(varchar(x), varchar(y)) -> boolean", returns: None, kernel: like },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const COUNT: Function = Function {
    name: "regexp_count",
    category: Category::Regexp,
    description: "How often a pattern matches in a text.",
    examples: &[Example { sql: r"regexp_count('1a 2b 14m', '\s*[a-z]+\s*')", result: "3" }],
    overloads: &[Overload {
        signature: "regexp_count(varchar(x), varchar(y)) -> bigint",
        returns: None,
        kernel: count,
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const POSITION: Function = Function {
    name: "regexp_position",
    category: Category::Regexp,
    description: "Where a pattern first matches, counted from 1, or from a start on, or for the n-th time; else -1.",
    examples: &[
        Example { sql: r"regexp_position('a1b2c3d', '\d', 5)", result: "6" },
        Example { sql: r"regexp_position('a1b2c3d4e', '\d', 4, 2)", result: "6" },
    ],
    overloads: &[
        Overload { signature: "regexp_position(varchar(x), varchar(y)) -> integer", returns: None, kernel: position },
        Overload {
            signature: "regexp_position(varchar(x), varchar(y), bigint) -> integer",
            returns: None,
            kernel: position,
        },
        Overload {
            signature: "regexp_position(varchar(x), varchar(y), bigint, bigint) -> integer",
            returns: None,
            kernel: position,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const SPLIT: Function = Function {
    name: "regexp_split",
    category: Category::Regexp,
    description: "The parts of a text between the matches of a pattern.",
    examples: &[Example { sql: r"regexp_split('1a 2b 14m', '\s*[a-z]+\s*')", result: "[1, 2, 14, ]" }],
    overloads: &[Overload {
        signature: "regexp_split(varchar(x), varchar(y)) -> array(varchar(x))",
        returns: None,
        kernel: split,
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn like(bound: &Bound) -> Result<Kernel> {
    let length = match bound.argument(0)? {
        boathouse_types::Type::Char(length) => Some(*length as usize),
        _ => None,
    };
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut builder = BooleanBuilder::with_capacity(rows);
        for row in 0..rows {
            match (text.get(row), pattern.get(row)) {
                (Some(text), Some(pattern)) => {
                    let pattern = recent.get(pattern)?;
                    builder.append_value(match length {
                        None => pattern.is_match(text)?,
                        Some(length) => pattern.is_match(&crate::support::padded(text, length))?,
                    });
                }
                _ => builder.append_null(),
            }
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn count(_: &Bound) -> Result<Kernel> {
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut builder = Int64Builder::with_capacity(rows);
        for row in 0..rows {
            let (Some(text), Some(pattern)) = (text.get(row), pattern.get(row)) else {
                builder.append_null();
                continue;
            };
            let mut matches = 0;
            recent.get(pattern)?.each_match(text, |_, _| matches += 1)?;
            builder.append_value(matches);
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn split(_: &Bound) -> Result<Kernel> {
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut lists = TextLists::new(rows);
        for row in 0..rows {
            let (Some(text), Some(pattern)) = (text.get(row), pattern.get(row)) else {
                lists.end_row(false);
                continue;
            };
            let mut from = 0;
            recent.get(pattern)?.each_match(text, |start, end| {
                lists.push(text.get(from..start));
                from = end;
            })?;
            lists.push(text.get(from..));
            lists.end_row(true);
        }
        call.finish(Arc::new(lists.finish()?))
    }))
}

fn position(bound: &Bound) -> Result<Kernel> {
    let arguments = bound.arguments.len();
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let start = if arguments > 2 { Some(Input::<I64>::of(call, 2)?) } else { None };
        let occurrence = if arguments > 3 { Some(Input::<I64>::of(call, 3)?) } else { None };
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut builder = Int32Builder::with_capacity(rows);
        for row in 0..rows {
            let start = start.as_ref().map_or(Some(1), |start| start.get(row));
            let occurrence = occurrence.as_ref().map_or(Some(1), |occurrence| occurrence.get(row));
            match (text.get(row), pattern.get(row), start, occurrence) {
                (Some(text), Some(pattern), Some(start), Some(occurrence)) => {
                    builder.append_value(find(&*recent.get(pattern)?, text, start, occurrence)?);
                }
                _ => builder.append_null(),
            }
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn find(pattern: &Pattern, text: &str, start: i64, occurrence: i64) -> Result<i32> {
    if start < 1 {
        return Err(TrinoError::invalid_argument("start position cannot be smaller than 1"));
    }
    if occurrence < 1 {
        return Err(TrinoError::invalid_argument("occurrence cannot be smaller than 1"));
    }
    let Some(mut from) = char_start(text, usize::try_from(start - 1).unwrap_or(usize::MAX)) else { return Ok(-1) };
    let mut left = occurrence;
    while let Some((found, end)) = pattern.find(text, from)? {
        left -= 1;
        if left == 0 {
            return Ok(i32::try_from(char_count(&text[..found])).unwrap_or(i32::MAX - 1) + 1);
        }
        from = super::pattern::behind(text, found, end);
    }
    Ok(-1)
}
