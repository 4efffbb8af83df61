//! Text → tokens. Never fails: what fits no token becomes [`TokenKind::Unrecognized`], so that the
//! parser reports it at its place, in its order.

mod token;

pub use token::{Symbol, Token, TokenKind};

use crate::{Position, Span};

/// The tokens of `sql`, comments and blanks left out, [`TokenKind::End`] last.
pub fn tokenize(sql: &str) -> Vec<Token> {
    tokens(sql, false)
}

/// [`tokenize`] where a backslash inside of quotes takes the meaning from the character behind it, as in
/// Hive. The escapes stay in the token's text.
pub fn tokenize_with_backslashes(sql: &str) -> Vec<Token> {
    tokens(sql, true)
}

fn tokens(sql: &str, backslashes: bool) -> Vec<Token> {
    let mut lexer = Lexer { sql, at: Position::START, backslashes };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blank();
        let start = lexer.at;
        let kind = lexer.token();
        let done = kind == TokenKind::End;
        tokens.push(Token { kind, span: Span { start, end: lexer.at.offset } });
        if done {
            return tokens;
        }
    }
}

struct Lexer<'a> {
    sql: &'a str,
    at: Position,
    backslashes: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.sql[self.at.offset as usize..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_at(&self, n: usize) -> Option<char> {
        self.rest().chars().nth(n)
    }

    /// Moves over `bytes` of text, keeping count of lines and columns.
    fn advance(&mut self, bytes: usize) {
        let passed = &self.rest()[..bytes];
        for c in passed.chars() {
            if c == '\n' {
                self.at.line += 1;
                self.at.column = 1;
            } else {
                self.at.column += 1;
            }
        }
        self.at.offset += u32::try_from(bytes).unwrap_or(u32::MAX);
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.advance(end);
        &rest[..end]
    }

    fn skip_blank(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest().starts_with("--") {
                self.take_while(|c| c != '\n' && c != '\r');
            } else if self.rest().starts_with("/*") {
                // An unclosed comment is no comment: the slash is reported where it stands.
                match self.rest()[2..].find("*/") {
                    Some(end) => self.advance(end + 4),
                    None => return,
                }
            } else {
                return;
            }
        }
    }

    fn token(&mut self) -> TokenKind {
        let Some(first) = self.peek() else { return TokenKind::End };
        match first {
            '\'' => self.quoted('\'', TokenKind::String),
            '"' => self.quoted('"', TokenKind::QuotedIdentifier),
            '`' => self.quoted('`', TokenKind::BackquotedIdentifier),
            'u' | 'U' if self.rest()[1..].starts_with("&'") => self.prefixed(2, TokenKind::UnicodeString),
            'x' | 'X' if self.rest()[1..].starts_with('\'') => self.prefixed(1, TokenKind::BinaryLiteral),
            c if c.is_ascii_digit() => self.number(),
            '.' if self.peek_at(1).is_some_and(|c| c.is_ascii_digit()) => self.number(),
            c if c == '_' || c.is_alphabetic() => TokenKind::Word(self.take_while(is_word_part).to_owned()),
            _ => self.symbol(first),
        }
    }

    fn symbol(&mut self, first: char) -> TokenKind {
        match Symbol::ALL.iter().find(|symbol| self.rest().starts_with(symbol.text())) {
            Some(symbol) => {
                self.advance(symbol.text().len());
                TokenKind::Symbol(*symbol)
            }
            None => self.unrecognized(first),
        }
    }

    fn unrecognized(&mut self, first: char) -> TokenKind {
        self.advance(first.len_utf8());
        TokenKind::Unrecognized(first)
    }

    /// Text between two quotes, a doubled quote standing for one.
    fn quoted(&mut self, quote: char, make: impl Fn(String) -> TokenKind) -> TokenKind {
        let escapes = self.backslashes && quote != '`';
        let body = &self.rest()[1..];
        let mut text = String::new();
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c != quote {
                text.push(c);
                if escapes && c == '\\' {
                    text.extend(chars.next().map(|(_, escaped)| escaped));
                }
            } else if chars.next_if(|(_, next)| *next == quote).is_some() {
                text.push(quote);
            } else {
                self.advance(at + 2);
                return make(text);
            }
        }
        self.unrecognized(quote)
    }

    /// A quoted text behind `length` bytes of prefix (`X`, `U&`).
    fn prefixed(&mut self, length: usize, make: impl Fn(String) -> TokenKind) -> TokenKind {
        let before = self.at;
        self.advance(length);
        match self.quoted('\'', make) {
            TokenKind::Unrecognized(_) => {
                // The quote is never closed, so the prefix is a word of its own.
                self.at = before;
                TokenKind::Word(self.take_while(is_word_part).to_owned())
            }
            token => token,
        }
    }

    fn number(&mut self) -> TokenKind {
        let rest = self.rest();
        let mut end = digits(rest, 0);
        let mut is_decimal = false;
        if rest[end..].starts_with('.') {
            is_decimal = true;
            end = digits(rest, end + 1);
        }
        if let Some(exponent) = exponent_end(rest, end) {
            self.advance(exponent);
            return TokenKind::Double(rest[..exponent].to_owned());
        }
        if !is_decimal && rest[end..].chars().next().is_some_and(|c| c == '_' || c.is_alphabetic()) {
            return TokenKind::DigitIdentifier(self.take_while(is_word_part).to_owned());
        }
        self.advance(end);
        let text = rest[..end].to_owned();
        if is_decimal { TokenKind::Decimal(text) } else { TokenKind::Integer(text) }
    }
}

fn is_word_part(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// End of the digits from `from`; one underscore may stand between two digits.
fn digits(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = from;
    while let Some(byte) = bytes.get(end) {
        let joins = *byte == b'_' && end > from && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !byte.is_ascii_digit() && !joins {
            break;
        }
        end += 1;
    }
    end
}

/// End of `E[+-]digits` at `from`, if one stands there.
fn exponent_end(text: &str, from: usize) -> Option<usize> {
    let tail = text[from..].strip_prefix(['e', 'E'])?;
    let sign = usize::from(tail.starts_with(['+', '-']));
    let start = from + 1 + sign;
    let end = digits(text, start);
    (end > start).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<String> {
        tokenize(sql).iter().map(|t| t.span.text(sql).to_owned()).collect()
    }

    #[test]
    fn splits() {
        for (sql, expected) in [
            ("select 1", vec!["select", "1", ""]),
            ("a.b.c", vec!["a", ".", "b", ".", "c", ""]),
            ("1.5e-3 .5 1. 1e5 1_000", vec!["1.5e-3", ".5", "1.", "1e5", "1_000", ""]),
            ("'it''s' \"q\"\"x\" `b` X'01' U&'x'", vec!["'it''s'", "\"q\"\"x\"", "`b`", "X'01'", "U&'x'", ""]),
            ("a<>b||c=>d->e", vec!["a", "<>", "b", "||", "c", "=>", "d", "->", "e", ""]),
            ("a -- to the end\n/* and\nthis */ b", vec!["a", "b", ""]),
            ("1a 1e x", vec!["1a", "1e", "x", ""]),
            ("größe", vec!["größe", ""]),
        ] {
            assert_eq!(texts(sql), expected, "{sql}");
        }
    }

    #[test]
    fn counts_lines_and_columns_in_characters() {
        let tokens = tokenize("é x\n  'a\nb' y");
        let places: Vec<_> = tokens.iter().map(|t| (t.span.start.line, t.span.start.column)).collect();
        assert_eq!(places, [(1, 1), (1, 3), (2, 3), (3, 4), (3, 5)]);
    }

    #[test]
    fn unclosed_quotes_are_reported_where_they_open() {
        let tokens = tokenize("select 'oops");
        assert_eq!(tokens[1].kind, TokenKind::Unrecognized('\''));
        assert_eq!(tokens[1].span.start.column, 8);
    }
}
