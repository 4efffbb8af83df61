//! `regexp_extract` and `regexp_extract_all`.

use std::sync::Arc;

use arrow::array::StringViewBuilder;
use boathouse_functions::{Bound, Category, Example, Function, I64, Input, Kernel, Overload, Text, kernel};
use boathouse_types::Result;

use super::pattern::Pattern;
use crate::support::{Compiled, Recent, TextLists};

pub(crate) const EXTRACT: Function = Function {
    name: "regexp_extract",
    category: Category::Regexp,
    description: "The first match of a pattern in a text, or a group of it; NULL when there is none.",
    examples: &[
        Example { sql: r"regexp_extract('1a 2b 14m', '\d+')", result: "1" },
        Example { sql: r"regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2)", result: "a" },
    ],
    overloads: &[
        Overload { signature: "regexp_extract(varchar(x), varchar(y)) -> varchar(x)", returns: None, kernel: first },
        Overload {
            signature: "regexp_extract(varchar(x), varchar(y), bigint) -> varchar(x)",
            returns: None,
            kernel: first,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const EXTRACT_ALL: Function = Function {
    name: "regexp_extract_all",
    category: Category::Regexp,
    description: "All matches of a pattern in a text, or a group of each.",
    examples: &[
        Example { sql: r"regexp_extract_all('1a 2b 14m', '\d+')", result: "[1, 2, 14]" },
        Example { sql: r"regexp_extract_all('1a 2b 14m', '(\d+)([a-z]+)', 2)", result: "[a, b, m]" },
    ],
    overloads: &[
        Overload {
            signature: "regexp_extract_all(varchar(x), varchar(y)) -> array(varchar(x))",
            returns: None,
            kernel: all,
        },
        Overload {
            signature: "regexp_extract_all(varchar(x), varchar(y), bigint) -> array(varchar(x))",
            returns: None,
            kernel: all,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn first(bound: &Bound) -> Result<Kernel> {
    let grouped = bound.arguments.len() == 3;
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let group = if grouped { Some(Input::<I64>::of(call, 2)?) } else { None };
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut builder = StringViewBuilder::with_capacity(rows);
        for row in 0..rows {
            let group = group.as_ref().map_or(Some(0), |group| group.get(row));
            let (Some(text), Some(pattern), Some(group)) = (text.get(row), pattern.get(row), group) else {
                builder.append_null();
                continue;
            };
            let pattern = recent.get(pattern)?;
            let group = pattern.check_group(group)?;
            let found = match group {
                0 => pattern.find(text, 0)?,
                _ => pattern.captures(text, 0)?.and_then(|groups| groups.get(group).copied().flatten()),
            };
            builder.append_option(found.and_then(|(start, end)| text.get(start..end)));
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn all(bound: &Bound) -> Result<Kernel> {
    let grouped = bound.arguments.len() == 3;
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let group = if grouped { Some(Input::<I64>::of(call, 2)?) } else { None };
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut lists = TextLists::new(rows);
        for row in 0..rows {
            let group = group.as_ref().map_or(Some(0), |group| group.get(row));
            let (Some(text), Some(pattern), Some(group)) = (text.get(row), pattern.get(row), group) else {
                lists.end_row(false);
                continue;
            };
            let pattern = recent.get(pattern)?;
            match pattern.check_group(group)? {
                0 => pattern.each_match(text, |start, end| lists.push(text.get(start..end)))?,
                group => pattern.each_captures(text, |groups| {
                    let found = groups.get(group).copied().flatten();
                    lists.push(found.and_then(|(start, end)| text.get(start..end)));
                })?,
            }
            lists.end_row(true);
        }
        call.finish(Arc::new(lists.finish()?))
    }))
}
