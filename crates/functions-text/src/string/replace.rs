//! `replace` and `translate`.

use boathouse_functions::{Bindings, Category, Example, Function, Overload, Text, rows2, rows3};
use boathouse_types::{Result, Type};

use crate::support::{char_count, limited, literal_length, varchar_of};

pub(crate) const REPLACE: Function = Function {
    name: "replace",
    category: Category::String,
    description: "The text with every instance of a search text replaced, or left out.",
    examples: &[
        Example { sql: "replace('abcdefabcdef', 'cd', 'XX')", result: "abXXefabXXef" },
        Example { sql: "replace('123tech123', '123')", result: "tech" },
    ],
    overloads: &[
        Overload {
            signature: "replace(varchar(x), varchar(y)) -> varchar(x)",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Text, Text, Text>(&bound.returns, |text, search| replaced(text, search, "").map(Some)))
            },
        },
        Overload {
            signature: "replace(varchar(x), varchar(y), varchar(z)) -> varchar",
            returns: Some(replace_type),
            kernel: |bound| {
                Ok(rows3::<Text, Text, Text, Text>(&bound.returns, |text, search, by| {
                    replaced(text, search, by).map(Some)
                }))
            },
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const TRANSLATE: Function = Function {
    name: "translate",
    category: Category::String,
    description: "The text with each character of one list replaced by that at the same place of another, or left out.",
    examples: &[
        Example { sql: "translate('abcd', 'ac', 'z')", result: "zbd" },
        Example { sql: "translate('Palhoça', 'ç', 'c')", result: "Palhoca" },
    ],
    overloads: &[Overload {
        signature: "translate(varchar, varchar, varchar) -> varchar",
        returns: None,
        kernel: |bound| {
            Ok(rows3::<Text, Text, Text, Text>(&bound.returns, |text, from, to| Ok(Some(translated(text, from, to)))))
        },
    }],
    ..Function::DEFAULT
};

/// The longest result: the replacement before, between and behind all characters.
fn replace_type(bindings: &Bindings) -> Result<Type> {
    let (text, by) = (literal_length(bindings, "x"), literal_length(bindings, "z"));
    Ok(varchar_of(text + by * (text + 1)))
}

fn replaced(text: &str, search: &str, by: &str) -> Result<String> {
    if search.is_empty() {
        let bytes = text.len().saturating_add(by.len().saturating_mul(char_count(text) + 1));
        let mut value = String::with_capacity(limited(bytes, "replace")?);
        for c in text.chars() {
            value.push_str(by);
            value.push(c);
        }
        value.push_str(by);
        return Ok(value);
    }
    if by.len() > search.len() {
        let times = text.matches(search).count();
        limited(text.len().saturating_add((by.len() - search.len()).saturating_mul(times)), "replace")?;
    }
    Ok(text.replace(search, by))
}

fn translated(text: &str, from: &str, to: &str) -> String {
    let mut pairs: Vec<(char, Option<char>)> = Vec::new();
    let mut to = to.chars();
    for c in from.chars() {
        let by = to.next();
        // The first mention of a character counts.
        if !pairs.iter().any(|(known, _)| *known == c) {
            pairs.push((c, by));
        }
    }
    let map = |c: char| pairs.iter().find(|(known, _)| *known == c).map_or(Some(c), |(_, by)| *by);
    text.chars().filter_map(map).collect()
}
