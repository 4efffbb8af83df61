//! What Trino checks of SHOW before anything is shown.

use boathouse_types::{ErrorCode, Result, TrinoError};

use crate::analyzer::error::semantic;
use crate::{Position, Symbol, TokenKind, tokenize};

/// The character of ESCAPE.
pub(super) fn escape(text: Option<&str>) -> Result<Option<char>> {
    let Some(text) = text else { return Ok(None) };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => Ok(Some(only)),
        _ => {
            let text = "Escape string must be a single character";
            Err(TrinoError::new(ErrorCode::InvalidFunctionArgument, text))
        }
    }
}

/// The checks of a statement that was only read.
pub(super) fn check(at: Position, name: &str, text: &str) -> Result<()> {
    if !name.starts_with("SHOW") {
        return Ok(());
    }
    let tokens = tokenize(text);
    let word = |place: usize, wanted: &str| matches!(tokens.get(place).map(|t| &t.kind), Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case(wanted));
    for place in 0..tokens.len() {
        if let Some(TokenKind::String(text)) = tokens.get(place + 1).map(|t| &t.kind)
            && word(place, "ESCAPE")
        {
            escape(Some(text))?;
        }
    }
    if name == "SHOW TABLES" && (word(2, "FROM") || word(2, "IN")) {
        let rest = tokens[3..].iter();
        let parts = rest.take_while(|t| !matches!(&t.kind, TokenKind::Word(word) if word.eq_ignore_ascii_case("LIKE")));
        let parts: Vec<_> = parts.collect();
        if parts.iter().filter(|t| t.kind == TokenKind::Symbol(Symbol::Dot)).count() > 1 {
            let named = parts.iter().filter_map(|t| match &t.kind {
                TokenKind::Word(word) | TokenKind::QuotedIdentifier(word) => Some(word.to_lowercase()),
                _ => None,
            });
            let text = format!("Too many parts in schema name: {}", named.collect::<Vec<_>>().join("."));
            return Err(semantic(at, ErrorCode::SyntaxError, text));
        }
    }
    Ok(())
}
