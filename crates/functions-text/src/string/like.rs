//! `$like`: the LIKE predicate.

use std::sync::Arc;

use arrow::array::BooleanBuilder;
use boathouse_functions::{Bound, Category, Example, Function, Input, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, Type};

use super::like_pattern::LikePattern;
use crate::support::{char_length, padded};

pub(crate) const FUNCTION: Function = Function {
    name: "$like",
    category: Category::Operator,
    description: "Whether a text is like a pattern, in which % stands for any characters and _ for one.",
    examples: &[
        Example { sql: "'boathouse' LIKE 'boat%'", result: "true" },
        Example { sql: "'100%' LIKE '100#%' ESCAPE '#'", result: "true" },
    ],
    overloads: &[
        Overload { signature: "$like(char(x), varchar(y)) -> boolean", returns: None, kernel: like },
        Overload { signature: "$like(char(x), varchar(y), varchar(z)) -> boolean", returns: None, kernel: like },
        Overload { signature: "$like(varchar(x), varchar(y)) -> boolean", returns: None, kernel: like },
        Overload { signature: "$like(varchar(x), varchar(y), varchar(z)) -> boolean", returns: None, kernel: like },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn like(bound: &Bound) -> Result<Kernel> {
    let length = match bound.argument(0)? {
        Type::Char(_) => Some(char_length(bound, 0)?),
        _ => None,
    };
    let escapes = bound.arguments.len() == 3;
    Ok(kernel(move |call| {
        let (text, pattern) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let escape = if escapes { Some(Input::<Text>::of(call, 2)?) } else { None };
        let rows = call.rows_to_compute();
        let mut builder = BooleanBuilder::with_capacity(rows);
        let mut last: Option<(&str, Option<&str>, LikePattern)> = None;
        for row in 0..rows {
            let escape = escape.as_ref().map(|escape| escape.get(row));
            let (Some(text), Some(pattern), None | Some(Some(_))) = (text.get(row), pattern.get(row), escape) else {
                builder.append_null();
                continue;
            };
            let escape = escape.flatten();
            let compiled = match last.take() {
                // Almost always the pattern is one text for all rows, at one address.
                Some((p, e, compiled)) if (std::ptr::eq(p, pattern) || p == pattern) && e == escape => compiled,
                _ => LikePattern::new(pattern, escape)?,
            };
            builder.append_value(match length {
                None => compiled.matches(text),
                Some(length) => compiled.matches(&padded(text, length)),
            });
            last = Some((pattern, escape, compiled));
        }
        call.finish(Arc::new(builder.finish()))
    }))
}
