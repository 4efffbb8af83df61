//! Options: read for their form, and forgotten. Only `allow_alias` means something here.

use super::lexer::TokenKind;
use super::parser::Parser;

/// Values in braces nest no deeper than this.
const DEPTH_MAX: usize = 64;

/// `option name = value;`, behind the word `option`. Answers the name and a plain value.
pub(super) fn statement(parser: &mut Parser) -> Result<(String, String), String> {
    let option = one(parser)?;
    parser.sign(';')?;
    Ok(option)
}

/// `[name = value, …]`, behind the bracket.
pub(super) fn list(parser: &mut Parser) -> Result<(), String> {
    loop {
        one(parser)?;
        if !parser.take(',') {
            return parser.sign(']');
        }
    }
}

fn one(parser: &mut Parser) -> Result<(String, String), String> {
    let mut name = String::new();
    loop {
        if parser.take('(') {
            name.push_str(&parser.dotted()?);
            parser.sign(')')?;
        } else {
            name.push_str(&parser.dotted()?);
        }
        if !parser.take('.') {
            break;
        }
        name.push('.');
    }
    parser.sign('=')?;
    Ok((name, value(parser)?))
}

fn value(parser: &mut Parser) -> Result<String, String> {
    if parser.take('{') {
        return braces(parser).map(|()| String::new());
    }
    let _ = parser.take('-') || parser.take('+');
    match parser.next() {
        Some(TokenKind::Word(word)) => {
            let mut word = word;
            while parser.take('.') {
                word.push('.');
                word.push_str(&parser.dotted()?);
            }
            Ok(word)
        }
        Some(TokenKind::Integer(_) | TokenKind::Float(_)) => Ok(String::new()),
        Some(TokenKind::Text(_)) => {
            while matches!(parser.peek(), Some(TokenKind::Text(_))) {
                parser.next();
            }
            Ok(String::new())
        }
        _ => Err(parser.wrong("a value")),
    }
}

/// Anything up to the brace that closes.
fn braces(parser: &mut Parser) -> Result<(), String> {
    let mut open = vec!['}'];
    while let Some(wanted) = open.last().copied() {
        match parser.next() {
            Some(TokenKind::Sign(sign)) if sign == wanted => drop(open.pop()),
            Some(TokenKind::Sign('{')) => open.push('}'),
            Some(TokenKind::Sign('[')) => open.push(']'),
            Some(TokenKind::Sign('<')) => open.push('>'),
            Some(TokenKind::Sign('}' | ']' | '>')) | None => return Err(parser.wrong(&format!("'{wanted}'"))),
            Some(_) => {}
        }
        if open.len() > DEPTH_MAX {
            return Err(parser.wrong("values that nest less deep"));
        }
    }
    Ok(())
}
