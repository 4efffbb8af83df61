//! The tokens of a path.

use boathouse_types::{ErrorCode, Result, TrinoError};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a word of the language.
    Word(String),
    /// `$name`
    Variable(String),
    Text(String),
    Number(String),
    Symbol(&'static str),
    End,
}

/// Longer symbols first.
const SYMBOLS: [&str; 28] = [
    "==", "<>", "!=", "<=", ">=", "&&", "||", "..", "$", "@", ".", "*", "[", "]", "(", ")", "{", "}", ",", "?", "+",
    "-", "/", "%", "!", "<", ">", ":",
];

/// The tokens of a text and where each starts, counted from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let (token, length) = token(rest).ok_or_else(|| {
            let place = text[..at].chars().count();
            syntax(place + 1, format_args!("token recognition error at: '{c}'"))
        })?;
        found.push((token, text[..at].chars().count() + 1));
        at += length;
    }
    found.push((Token::End, text.chars().count() + 1));
    Ok(found)
}

pub(super) fn syntax(place: usize, text: impl std::fmt::Display) -> TrinoError {
    let text = text.to_string();
    TrinoError {
        position: Some((1, u32::try_from(place).unwrap_or(u32::MAX))),
        ..TrinoError::new(ErrorCode::SyntaxError, text)
    }
}

fn token(rest: &str) -> Option<(Token, usize)> {
    let first = rest.chars().next()?;
    let word = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let starts_word = |c: char| c.is_alphabetic() || c == '_';
    if starts_word(first) {
        let length = word(rest);
        return Some((Token::Word(rest[..length].to_owned()), length));
    }
    if let Some(name) = rest.strip_prefix('$').filter(|name| name.starts_with(starts_word)) {
        let length = word(name);
        return Some((Token::Variable(name[..length].to_owned()), length + 1));
    }
    if first == '"' {
        return text(rest);
    }
    let fraction = rest.strip_prefix('.').is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()));
    if first.is_ascii_digit() || fraction {
        let length = number(rest);
        return Some((Token::Number(rest[..length].to_owned()), length));
    }
    let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol))?;
    Some((Token::Symbol(symbol), symbol.len()))
}

/// A text in quotes; a quote in it is doubled.
fn text(rest: &str) -> Option<(Token, usize)> {
    let mut value = String::new();
    let mut at = 1;
    loop {
        let end = rest[at..].find('"')?;
        value.push_str(&rest[at..at + end]);
        at += end + 1;
        if !rest[at..].starts_with('"') {
            return Some((Token::Text(value), at));
        }
        value.push('"');
        at += 1;
    }
}

fn number(rest: &str) -> usize {
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut at = digits(0);
    // Two points are the accessor of descendants.
    if rest[at..].starts_with('.') && !rest[at..].starts_with("..") {
        at += 1 + digits(at + 1);
    }
    if rest[at..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[at + 1..].starts_with(['+', '-']));
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}
