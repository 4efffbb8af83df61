//! `regexp_replace`: by a text with references to groups, or by a lambda.

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringViewBuilder, UInt32Array};
use boathouse_functions::{
    Bindings, Bound, Category, Example, Function, Input, Invocation, Kernel, Overload, Text, kernel,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use super::pattern::{Groups, Pattern};
use super::replacement::Replacement;
use crate::support::{Compiled, Recent, TextLists, limited, literal_length, varchar_of};

pub(crate) const FUNCTION: Function = Function {
    name: "regexp_replace",
    category: Category::Regexp,
    description: "The text with every match of a pattern left out, replaced by a text in which $1 and ${name} stand \
                  for groups, or by what a lambda makes of the groups.",
    examples: &[
        Example { sql: r"regexp_replace('1a 2b 14m', '\d+[ab] ')", result: "14m" },
        Example { sql: r"regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 ')", result: "3ca 3cb 14m" },
        Example {
            sql: r"regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))",
            result: "New York",
        },
    ],
    overloads: &[
        Overload { signature: "regexp_replace(varchar(x), varchar(y)) -> varchar(x)", returns: None, kernel: by_text },
        Overload {
            signature: "regexp_replace(varchar(x), varchar(y), varchar(z)) -> varchar",
            returns: Some(replace_type),
            kernel: by_text,
        },
        Overload {
            signature: "regexp_replace(varchar, varchar(x), function(array(varchar), varchar)) -> varchar",
            returns: None,
            kernel: by_lambda,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

/// Trino's bound: every match replaced by a text whose two characters each refer to the whole text.
fn replace_type(bindings: &Bindings) -> Result<Type> {
    let (text, by) = (literal_length(bindings, "x"), literal_length(bindings, "z"));
    let longest = u128::from(text) + u128::from((text * by / 2).max(by)) * u128::from(text + 1);
    Ok(varchar_of(u64::try_from(longest).unwrap_or(u64::MAX)))
}

fn by_text(bound: &Bound) -> Result<Kernel> {
    let given = bound.arguments.len() == 3;
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let by = if given { Some(Input::<Text>::of(call, 2)?) } else { None };
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&patterns);
        let mut last: Option<(&str, &str, Replacement)> = None;
        let mut builder = StringViewBuilder::with_capacity(rows);
        for row in 0..rows {
            let by = by.as_ref().map_or(Some(""), |by| by.get(row));
            let (Some(text), Some(source), Some(by)) = (text.get(row), pattern.get(row), by) else {
                builder.append_null();
                continue;
            };
            let pattern = recent.get(source)?;
            // The replacement is read only once there is a match: a wrong one harms no text without.
            let Some(first) = pattern.find(text, 0)? else {
                builder.append_value(text);
                continue;
            };
            let replacement = match last.take() {
                Some((p, b, replacement)) if p == source && b == by => replacement,
                _ => Replacement::new(by, &pattern)?,
            };
            builder.append_value(replaced(&pattern, text, first, &replacement)?);
            last = Some((source, by, replacement));
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn replaced(pattern: &Pattern, text: &str, first: (usize, usize), replacement: &Replacement) -> Result<String> {
    let mut value = String::with_capacity(text.len());
    let mut from = 0;
    let mut size = Ok(0);
    let mut push = |value: &mut String, (start, end): (usize, usize), groups: &Groups| {
        if size.is_ok() {
            value.push_str(text.get(from..start).unwrap_or_default());
            replacement.append(value, text, groups);
            from = end;
            size = limited(value.len(), "regexp_replace");
        }
    };
    if replacement.is_literal() {
        let whole = Groups::new();
        push(&mut value, first, &whole);
        let mut next = super::pattern::behind(text, first.0, first.1);
        while let Some(found) = pattern.find(text, next)? {
            push(&mut value, found, &whole);
            next = super::pattern::behind(text, found.0, found.1);
        }
    } else {
        pattern.each_captures(text, |groups| {
            if let Some(found) = groups.first().copied().flatten() {
                push(&mut value, found, groups);
            }
        })?;
    }
    size?;
    value.push_str(text.get(from..).unwrap_or_default());
    Ok(value)
}

fn by_lambda(_: &Bound) -> Result<Kernel> {
    let patterns = Compiled::new(Pattern::new);
    Ok(kernel(move |call| lambda_over(call, &patterns)))
}

/// Runs the lambda once, over the groups of all matches of all rows.
fn lambda_over(call: &Invocation<'_>, patterns: &Compiled<Pattern>) -> Result<ColumnarValue> {
    let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
    // What the lambda captures may differ from row to row, even when the arguments do not.
    let rows = call.rows;
    let mut recent = Recent::new(patterns);
    let mut lists = TextLists::new(rows);
    let mut outer = Vec::new();
    let mut matches: Vec<Vec<(usize, usize)>> = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut found = Vec::new();
        if let (Some(text), Some(pattern)) = (text.get(row), pattern.get(row)) {
            recent.get(pattern)?.each_captures(text, |groups| {
                for group in groups.iter().skip(1) {
                    lists.push(group.and_then(|(start, end)| text.get(start..end)));
                }
                lists.end_row(true);
                outer.push(row as u32);
                found.extend(groups.first().copied().flatten());
            })?;
        }
        matches.push(found);
    }
    let made = call.lambda(0)?.call(&[Arc::new(lists.finish()?)], &UInt32Array::from(outer))?;
    let made = made.as_string_view_opt().ok_or_else(|| TrinoError::internal("the lambda's result is no text"))?;
    let mut builder = StringViewBuilder::with_capacity(rows);
    let mut place = 0;
    for (row, found) in matches.iter().enumerate() {
        let (Some(text), Some(_)) = (text.get(row), pattern.get(row)) else {
            builder.append_null();
            continue;
        };
        let (mut value, mut from, mut valid) = (String::with_capacity(text.len()), 0, true);
        for (start, end) in found {
            value.push_str(text.get(from..*start).unwrap_or_default());
            // One NULL makes the whole result NULL.
            if made.is_null(place) {
                valid = false;
            } else {
                value.push_str(made.value(place));
            }
            limited(value.len(), "regexp_replace")?;
            from = *end;
            place += 1;
        }
        value.push_str(text.get(from..).unwrap_or_default());
        builder.append_option(valid.then_some(value));
    }
    Ok(ColumnarValue::Array(Arc::new(builder.finish())))
}
