//! The cursor that the Hive DDL parsers share: words, names, strings, lists, and where it went wrong.

use std::collections::BTreeMap;

use boathouse_schema::{Field, HiveType};

use super::lexer::{Dialect, Lexer, Position, Token, TokenKind};

/// What the grammar cannot read, in the words Athena has for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Malformed(pub(crate) String);

pub(crate) type Parse<T> = Result<T, Malformed>;

/// `[database.]name`, lower-cased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableName {
    pub(crate) database: Option<String>,
    pub(crate) table: String,
}

/// A column as DDL writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnDefinition {
    pub(crate) name: String,
    pub(crate) data_type: HiveType,
    pub(crate) comment: Option<String>,
}

pub(crate) struct HiveParser<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    end: Position,
}

impl<'a> HiveParser<'a> {
    pub(crate) fn new(sql: &'a str) -> Parse<Self> {
        let mut tokens = Lexer::tokens(sql, Dialect::Hive).map_err(|open| {
            Malformed(format!("{}: mismatched input '{}' expecting a closing quote", open.position, open.near))
        })?;
        while tokens.last().is_some_and(|token| token.is_symbol(';')) {
            tokens.pop();
        }
        let end = end_position(sql);
        Ok(Self { sql, tokens, at: 0, end })
    }

    pub(crate) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    /// The error of a token that does not fit here.
    pub(crate) fn mismatched(&self, expecting: &str) -> Malformed {
        match self.peek() {
            Some(token) => {
                let shown = token.raw.replace('\n', "\\n").replace('\t', "\\t");
                Malformed(format!("{}: mismatched input '{shown}' expecting {expecting}", token.position))
            }
            None => Malformed(format!("{}: mismatched input '<EOF>' expecting {expecting}", self.end)),
        }
    }

    /// True, and past it, when the next words are `words`.
    pub(crate) fn eat(&mut self, words: &[&str]) -> bool {
        let found = words.iter().enumerate().all(|(i, w)| self.tokens.get(self.at + i).is_some_and(|t| t.is_word(w)));
        if found {
            self.at += words.len();
        }
        found
    }

    pub(crate) fn require(&mut self, words: &[&str]) -> Parse<()> {
        for word in words {
            if !self.eat(&[word]) {
                return Err(self.mismatched(&format!("'{word}'")));
            }
        }
        Ok(())
    }

    pub(crate) fn eat_symbol(&mut self, symbol: char) -> bool {
        let found = self.peek().is_some_and(|token| token.is_symbol(symbol));
        self.at += usize::from(found);
        found
    }

    pub(crate) fn require_symbol(&mut self, symbol: char) -> Parse<()> {
        if self.eat_symbol(symbol) { Ok(()) } else { Err(self.mismatched(&format!("'{symbol}'"))) }
    }

    /// Nothing may follow.
    pub(crate) fn finish(&self) -> Parse<()> {
        match self.peek() {
            None => Ok(()),
            Some(token) => {
                Err(Malformed(format!("{}: extraneous input '{}' expecting <EOF>", token.position, token.raw)))
            }
        }
    }

    /// A bare or backticked name, lower-cased.
    pub(crate) fn identifier(&mut self) -> Parse<String> {
        let name = match self.peek().map(|token| (&token.kind, token.raw)) {
            Some((TokenKind::Backtick(name), _)) => name.to_lowercase(),
            Some((TokenKind::Word, raw)) => raw.to_lowercase(),
            _ => return Err(self.mismatched("an identifier (names that are no plain words stand in backticks)")),
        };
        self.at += 1;
        Ok(name)
    }

    pub(crate) fn table_name(&mut self) -> Parse<TableName> {
        let mut parts = vec![self.identifier()?];
        while self.eat_symbol('.') {
            parts.push(self.identifier()?);
        }
        // A leading catalog name is allowed when it is the one there is.
        if parts.len() == 3 && parts[0] == crate::CATALOG_NAME {
            parts.remove(0);
        }
        match <[String; 2]>::try_from(parts) {
            Ok([database, table]) => Ok(TableName { database: Some(database), table }),
            Err(mut parts) if parts.len() == 1 => Ok(TableName { database: None, table: parts.remove(0) }),
            Err(parts) => Err(Malformed(format!("Invalid table name {}", parts.join(".")))),
        }
    }

    pub(crate) fn text(&mut self) -> Parse<String> {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Text(text) | TokenKind::Quoted(text)) => {
                let text = text.clone();
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.mismatched("STRING")),
        }
    }

    /// `('key'='value', …)`; a later value of a key wins.
    pub(crate) fn properties(&mut self) -> Parse<BTreeMap<String, String>> {
        let mut properties = BTreeMap::new();
        self.require_symbol('(')?;
        loop {
            let key = self.text()?;
            self.require_symbol('=')?;
            properties.insert(key, self.text()?);
            if self.eat_symbol(')') {
                return Ok(properties);
            }
            self.require_symbol(',')?;
        }
    }

    /// `(name type [COMMENT 'text'], …)`.
    pub(crate) fn columns(&mut self) -> Parse<Vec<ColumnDefinition>> {
        let mut columns = Vec::new();
        self.require_symbol('(')?;
        loop {
            let name = self.identifier()?;
            let data_type = self.data_type()?;
            let comment = if self.eat(&["COMMENT"]) { Some(self.text()?) } else { None };
            columns.push(ColumnDefinition { name, data_type, comment });
            if self.eat_symbol(')') {
                return Ok(columns);
            }
            self.require_symbol(',')?;
        }
    }

    /// The tokens up to the end of the column's definition, read as a Hive type.
    fn data_type(&mut self) -> Parse<HiveType> {
        let (first, mut depth) = (self.at, 0_i64);
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Symbol('<' | '(') => depth += 1,
                TokenKind::Symbol(',') if depth == 0 => break,
                TokenKind::Symbol(')') if depth == 0 => break,
                TokenKind::Symbol('>' | ')') => depth -= 1,
                TokenKind::Word if depth == 0 && token.is_word("COMMENT") => break,
                _ => {}
            }
            self.at += 1;
        }
        let Some(start) = self.tokens.get(first).filter(|_| self.at > first).map(|token| token.start) else {
            return Err(self.mismatched("a data type"));
        };
        let text = &self.sql[start..self.tokens[self.at - 1].end()];
        match text.parse::<HiveType>() {
            Ok(data_type) => Ok(lower_case(data_type)),
            Err(boathouse_schema::Error::Type { at, expected, .. }) => {
                let index = self.tokens.iter().position(|t| t.end() > start + at).unwrap_or(self.tokens.len());
                self.at = index;
                Err(self.mismatched(&expected))
            }
            Err(other) => Err(Malformed(other.to_string())),
        }
    }
}

/// Hive keeps the names of struct fields in lower case.
fn lower_case(data_type: HiveType) -> HiveType {
    match data_type {
        HiveType::Array(item) => HiveType::Array(Box::new(lower_case(*item))),
        HiveType::Map(key, value) => HiveType::Map(Box::new(lower_case(*key)), Box::new(lower_case(*value))),
        HiveType::Struct(fields) => HiveType::Struct(
            fields.into_iter().map(|f| Field::new(f.name.to_lowercase(), lower_case(f.data_type))).collect(),
        ),
        HiveType::Union(members) => HiveType::Union(members.into_iter().map(lower_case).collect()),
        plain => plain,
    }
}

/// The place just behind the text.
pub(crate) fn end_position(sql: &str) -> Position {
    let last_line = sql.rsplit('\n').next().unwrap_or_default();
    Position { line: sql.matches('\n').count() + 1, column: last_line.encode_utf16().count() + 1 }
}
