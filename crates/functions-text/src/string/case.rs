//! `lower` and `upper`: code point by code point, as Java maps single code points.

use std::sync::Arc;

use arrow::array::StringViewBuilder;
use boathouse_functions::{Bound, Category, Example, Function, Input, Kernel, Overload, Text, kernel};
use boathouse_types::Result;

pub(crate) const LOWER: Function = Function {
    name: "lower",
    category: Category::String,
    description: "The text in lower case.",
    examples: &[Example { sql: "lower('BoatHouse')", result: "boathouse" }],
    overloads: &[
        Overload { signature: "lower(char(x)) -> char(x)", returns: None, kernel: lower },
        Overload { signature: "lower(varchar(x)) -> varchar(x)", returns: None, kernel: lower },
    ],
    ..Function::DEFAULT
};

pub(crate) const UPPER: Function = Function {
    name: "upper",
    category: Category::String,
    description: "The text in upper case.",
    examples: &[Example { sql: "upper('BoatHouse')", result: "BOATHOUSE" }],
    overloads: &[
        Overload { signature: "upper(char(x)) -> char(x)", returns: None, kernel: upper },
        Overload { signature: "upper(varchar(x)) -> varchar(x)", returns: None, kernel: upper },
    ],
    ..Function::DEFAULT
};

fn lower(_: &Bound) -> Result<Kernel> {
    Ok(mapped(<str>::make_ascii_lowercase, lower_of))
}

fn upper(_: &Bound) -> Result<Kernel> {
    Ok(mapped(<str>::make_ascii_uppercase, upper_of))
}

fn mapped(ascii: fn(&mut str), one: fn(char) -> char) -> Kernel {
    kernel(move |call| {
        let input = Input::<Text>::of(call, 0)?;
        let rows = call.rows_to_compute();
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut value = String::new();
        for row in 0..rows {
            let Some(text) = input.get(row) else {
                builder.append_null();
                continue;
            };
            value.clear();
            if text.is_ascii() {
                value.push_str(text);
                ascii(&mut value);
            } else {
                value.extend(text.chars().map(one));
            }
            builder.append_value(&value);
        }
        call.finish(Arc::new(builder.finish()))
    })
}

/// The code point a code point maps to; where the full mapping has several, the simple one.
fn lower_of(c: char) -> char {
    let mut mapped = c.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        (Some(first), Some(_)) => first,
        (None, _) => c,
    }
}

fn upper_of(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => match c {
            // Greek with iota subscript has a title case code point of its own, which is its simple mapping.
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => shifted(c, 8),
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => shifted(c, 9),
            _ => c,
        },
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(c as u32 + by).unwrap_or(c)
}
