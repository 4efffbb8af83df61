//! `split` and `split_part`.

use std::sync::Arc;

use boathouse_functions::{Bound, Category, Example, Function, I64, Input, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, TrinoError};

use crate::support::{Range, TextLists, char_start, slice3};

pub(crate) const SPLIT: Function = Function {
    name: "split",
    category: Category::String,
    description: "The parts of a text between delimiters, at most so many, the last of them with the rest.",
    examples: &[
        Example { sql: "split('a.b.c', '.')", result: "[a, b, c]" },
        Example { sql: "split('a.b.c', '.', 2)", result: "[a, b.c]" },
    ],
    overloads: &[
        Overload {
            signature: "split(varchar(x), varchar(y)) -> array(varchar(x))",
            returns: None,
            kernel: |bound| split(bound, false),
        },
        Overload {
            signature: "split(varchar(x), varchar(y), bigint) -> array(varchar(x))",
            returns: None,
            kernel: |bound| split(bound, true),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const SPLIT_PART: Function = Function {
    name: "split_part",
    category: Category::String,
    description: "The part of a text between delimiters with this number, from 1; NULL when there are fewer.",
    examples: &[Example { sql: "split_part('a/b/c', '/', 2)", result: "b" }],
    overloads: &[Overload {
        signature: "split_part(varchar(x), varchar(y), bigint) -> varchar(x)",
        returns: None,
        kernel: |_| Ok(slice3::<Text, I64>(part)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn split(_: &Bound, limited: bool) -> Result<Kernel> {
    Ok(kernel(move |call| {
        let (text, delimiter) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let limit = if limited { Some(Input::<I64>::of(call, 2)?) } else { None };
        let rows = call.rows_to_compute();
        let mut lists = TextLists::new(rows);
        for row in 0..rows {
            let limit = limit.as_ref().map_or(Some(i64::from(i32::MAX)), |limit| limit.get(row));
            let (Some(text), Some(delimiter), Some(limit)) = (text.get(row), delimiter.get(row), limit) else {
                lists.end_row(false);
                continue;
            };
            if limit <= 0 {
                return Err(TrinoError::invalid_argument("Limit must be positive"));
            }
            let limit = i32::try_from(limit).map_err(|_| TrinoError::invalid_argument("Limit is too large"))?;
            if delimiter.is_empty() {
                return Err(TrinoError::invalid_argument("The delimiter may not be the empty string"));
            }
            text.splitn(limit as usize, delimiter).for_each(|part| lists.push(Some(part)));
            lists.end_row(true);
        }
        call.finish(Arc::new(lists.finish()?))
    }))
}

fn part(text: &str, delimiter: &str, index: i64) -> Result<Option<Range>> {
    if index <= 0 {
        return Err(TrinoError::invalid_argument("Index must be greater than zero"));
    }
    let index = usize::try_from(index - 1).unwrap_or(usize::MAX);
    if delimiter.is_empty() {
        let start = char_start(text, index).filter(|start| *start < text.len());
        return Ok(start.map(|start| start..start + text[start..].chars().next().map_or(0, char::len_utf8)));
    }
    let mut from = 0;
    for _ in 0..index {
        match text[from..].find(delimiter) {
            Some(at) => from += at + delimiter.len(),
            None => return Ok(None),
        }
    }
    Ok(Some(from..text[from..].find(delimiter).map_or(text.len(), |at| from + at)))
}
