//! The tokens by which a statement is classified and DDL is read, each with its place in the text.
//!
//! Hive and Trino disagree about strings: a backslash escapes in Hive and is a plain character in
//! Trino, so the caller says whose text it is.

/// Line and column, both from 1, as Athena's messages count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// Line.
    pub(crate) line: usize,
    /// Column, in UTF-16 units.
    pub(crate) column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}:{}", self.line, self.column)
    }
}

/// Whose string literals the text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Backslash escapes in strings.
    Hive,
    /// No escapes but the doubled quote.
    Trino,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A bare word or number.
    Word,
    /// `` `name` ``, unquoted.
    Backtick(String),
    /// `"name"`, unquoted.
    Quoted(String),
    /// `'text'`, unquoted and unescaped.
    Text(String),
    /// Any other single character.
    Symbol(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    /// As it stands in the statement.
    pub(crate) raw: &'a str,
    /// Byte offset of `raw`.
    pub(crate) start: usize,
    pub(crate) position: Position,
}

impl Token<'_> {
    /// True for the bare word `word`, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.raw.eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == TokenKind::Symbol(symbol)
    }

    /// Byte offset just behind the token.
    pub(crate) fn end(&self) -> usize {
        self.start + self.raw.len()
    }
}

/// A quote or comment that is never closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unterminated {
    pub(crate) position: Position,
    pub(crate) near: String,
}

pub(crate) struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    position: Position,
    dialect: Dialect,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(sql: &'a str, dialect: Dialect) -> Self {
        Self { sql, at: 0, position: Position { line: 1, column: 1 }, dialect }
    }

    /// All tokens of `sql`.
    pub(crate) fn tokens(sql: &'a str, dialect: Dialect) -> Result<Vec<Token<'a>>, Unterminated> {
        Lexer::new(sql, dialect).collect()
    }

    fn rest(&self) -> &'a str {
        &self.sql[self.at..]
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.position = Position { line: self.position.line + 1, column: 1 };
        } else {
            self.position.column += c.len_utf16();
        }
        Some(c)
    }

    fn bump_while(&mut self, accept: impl Fn(char) -> bool) {
        while self.rest().starts_with(&accept) {
            self.bump();
        }
    }

    fn bump_count(&mut self, count: usize) {
        for _ in 0..count {
            self.bump();
        }
    }

    fn skip_blanks(&mut self) -> Result<(), Unterminated> {
        loop {
            self.bump_while(char::is_whitespace);
            if self.rest().starts_with("--") {
                self.bump_while(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                let position = self.position;
                let Some(end) = self.rest().find("*/") else {
                    return Err(Unterminated { position, near: "/*".to_owned() });
                };
                let end = self.at + end + 2;
                while self.at < end {
                    self.bump();
                }
            } else {
                return Ok(());
            }
        }
    }

    /// The text up to the closing `quote`, the opening one being next.
    fn quoted(&mut self, quote: char) -> Result<String, Unterminated> {
        let position = self.position;
        let start = self.at;
        let escapes = quote == '\'' && self.dialect == Dialect::Hive;
        self.bump();
        let mut text = String::new();
        while let Some(c) = self.bump() {
            if c == '\\' && escapes {
                self.escape(&mut text);
            } else if c != quote {
                text.push(c);
            } else if self.rest().starts_with(quote) {
                self.bump();
                text.push(quote);
            } else {
                return Ok(text);
            }
        }
        let near = self.sql[start..].chars().take(40).collect();
        Err(Unterminated { position, near })
    }

    /// What Hive's `unescapeSQLString` makes of the characters behind a backslash.
    fn escape(&mut self, text: &mut String) {
        let rest = self.rest().as_bytes();
        let octal = rest.get(..3).filter(|d| d[0] <= b'1' && d.iter().all(|d| (b'0'..=b'7').contains(d)));
        if let Some(digits) = octal {
            let code = digits.iter().fold(0, |code, d| code * 8 + (d - b'0'));
            text.push(char::from(code));
            self.bump_count(3);
            return;
        }
        let unicode = self.rest().strip_prefix('u').and_then(|hex| hex.get(..4));
        if let Some(c) = unicode.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            text.push(c);
            self.bump_count(5);
            return;
        }
        match self.bump() {
            Some('0') => text.push('\0'),
            Some('b') => text.push('\u{8}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('Z') => text.push('\u{1a}'),
            // Patterns keep these two escaped.
            Some(c @ ('%' | '_')) => text.extend(['\\', c]),
            Some(c) => text.push(c),
            None => text.push('\\'),
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Result<Token<'a>, Unterminated>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(unterminated) = self.skip_blanks() {
            self.at = self.sql.len();
            return Some(Err(unterminated));
        }
        let (start, position) = (self.at, self.position);
        let first = self.rest().chars().next()?;
        let kind = match first {
            '\'' => self.quoted('\'').map(TokenKind::Text),
            '"' => self.quoted('"').map(TokenKind::Quoted),
            '`' => self.quoted('`').map(TokenKind::Backtick),
            c if is_word_part(c) => {
                self.bump_while(is_word_part);
                Ok(TokenKind::Word)
            }
            c => {
                self.bump();
                Ok(TokenKind::Symbol(c))
            }
        };
        Some(kind.map(|kind| Token { kind, raw: &self.sql[start..self.at], start, position }))
    }
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_with_their_places() {
        let sql = "CREATE /* x */ `a``b`\n  'it''s' -- end\n\"Q\"(1)";
        let tokens = Lexer::tokens(sql, Dialect::Trino).expect("closed");
        let found: Vec<_> = tokens.iter().map(|t| (t.kind.clone(), t.position.line, t.position.column)).collect();
        assert_eq!(
            found,
            [
                (TokenKind::Word, 1, 1),
                (TokenKind::Backtick("a`b".into()), 1, 16),
                (TokenKind::Text("it's".into()), 2, 3),
                (TokenKind::Quoted("Q".into()), 3, 1),
                (TokenKind::Symbol('('), 3, 4),
                (TokenKind::Word, 3, 5),
                (TokenKind::Symbol(')'), 3, 6),
            ]
        );
    }

    #[test]
    fn hive_escapes_and_trino_does_not() {
        for (dialect, sql, text) in [
            (Dialect::Hive, r"'\001'", "\u{1}"),
            (Dialect::Hive, r"'\t\\\u0041\'x'", "\t\\A'x"),
            (Dialect::Hive, r"'\%'", r"\%"),
            (Dialect::Trino, r"'\'", r"\"),
        ] {
            let tokens = Lexer::tokens(sql, dialect).expect("closed");
            assert_eq!(tokens[0].kind, TokenKind::Text(text.into()), "{sql}");
        }
    }

    #[test]
    fn what_is_not_closed_says_where() {
        for (sql, column) in [("a 'b", 3), ("a \"b", 3), ("a /* b", 3), (r"'\", 1), (r"'\u12", 1)] {
            let found = Lexer::tokens(sql, Dialect::Hive).map_err(|e| e.position.column);
            assert_eq!(found, Err(column), "{sql}");
        }
    }
}
