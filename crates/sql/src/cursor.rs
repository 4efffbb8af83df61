//! Walking over the tokens, remembering what would have fitted at the furthest place.

use std::collections::HashSet;

use crate::{Position, Result, Symbol, SyntaxError, Token, TokenKind, tokenize};

/// Deeper nesting is refused: every later walk over the tree recurses as deep.
const NESTING_DEPTH_MAX: usize = 1_000;
/// More operators than this in one unbroken chain are refused for the same reason.
pub(crate) const CHAIN_LENGTH_MAX: usize = 2_000;
const STACK_RED_ZONE: usize = 128 * 1024;
const STACK_SEGMENT: usize = 2 * 1024 * 1024;

pub(crate) struct Parser<'a> {
    pub(crate) sql: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// The furthest token anything was expected at, and what.
    expected_at: usize,
    expected: Vec<String>,
    depth: usize,
    pub(crate) parameters: usize,
    /// For each token, the first one from there on that is no opening parenthesis.
    behind_parens: Vec<usize>,
    /// Readings that were tried from a token and did not fit. Trying none of them twice keeps nested
    /// ambiguities from doubling the work with every level.
    refuted: HashSet<(Reading, usize)>,
}

/// What an opening parenthesis was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reading {
    /// `(query)`
    Query,
    /// `POSITION(a IN b)`
    Position,
}

impl<'a> Parser<'a> {
    /// Over a text of the Trino grammar.
    pub(crate) fn new(sql: &'a str) -> Self {
        Self::over(sql, tokenize(sql))
    }

    /// Over tokens of `sql`.
    pub(crate) fn over(sql: &'a str, tokens: Vec<Token>) -> Self {
        let mut behind_parens: Vec<usize> = (0..tokens.len()).collect();
        for at in (0..tokens.len().saturating_sub(1)).rev() {
            if tokens[at].kind == TokenKind::Symbol(Symbol::LeftParen) {
                behind_parens[at] = behind_parens[at + 1];
            }
        }
        Self {
            sql,
            tokens,
            at: 0,
            expected_at: 0,
            expected: Vec::new(),
            depth: 0,
            parameters: 0,
            behind_parens,
            refuted: HashSet::new(),
        }
    }

    pub(crate) fn token(&self) -> &Token {
        self.nth(0)
    }

    /// The `n`th token from here; the end for all behind it.
    pub(crate) fn nth(&self, n: usize) -> &Token {
        &self.tokens[(self.at + n).min(self.tokens.len() - 1)]
    }

    pub(crate) fn here(&self) -> Position {
        self.token().span.start
    }

    pub(crate) fn advance(&mut self) -> Token {
        let token = self.token().clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    /// How many tokens ahead of the `n`th the first one is that is no opening parenthesis.
    pub(crate) fn behind_parens(&self, n: usize) -> usize {
        let at = (self.at + n).min(self.tokens.len() - 1);
        self.behind_parens[at] - at
    }

    /// Reads what stands here as `reading`, or steps back and remembers that it is none.
    pub(crate) fn attempt<T>(&mut self, reading: Reading, read: impl FnOnce(&mut Self) -> Result<T>) -> Option<T> {
        let mark = self.mark();
        if self.refuted.contains(&(reading, mark.0)) {
            return None;
        }
        let outcome = read(self).ok();
        if outcome.is_none() {
            self.reset(mark);
            self.refuted.insert((reading, mark.0));
        }
        outcome
    }

    pub(crate) fn mark(&self) -> (usize, usize) {
        (self.at, self.parameters)
    }

    pub(crate) fn reset(&mut self, mark: (usize, usize)) {
        (self.at, self.parameters) = mark;
    }

    /// Notes what would have fitted here, for the message should nothing fit.
    pub(crate) fn note(&mut self, what: &str) {
        if self.at > self.expected_at {
            self.expected_at = self.at;
            self.expected.clear();
        }
        if self.at == self.expected_at && !self.expected.iter().any(|known| known == what) {
            self.expected.push(what.to_owned());
        }
    }

    /// The error of the furthest place reached.
    pub(crate) fn mismatch(&mut self, what: &str) -> SyntaxError {
        self.note(what);
        let token = &self.tokens[self.expected_at.min(self.tokens.len() - 1)];
        let found = token.kind.describe(token.span.text(self.sql));
        let mut expected = self.expected.clone();
        expected.sort();
        SyntaxError {
            position: token.span.start,
            message: format!("mismatched input '{found}'. Expecting: {}", expected.join(", ")),
        }
    }

    pub(crate) fn error(&self, position: Position, message: impl Into<String>) -> SyntaxError {
        SyntaxError { position, message: message.into() }
    }

    pub(crate) fn word_at(&self, n: usize) -> Option<&str> {
        match &self.nth(n).kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_keyword_at(&self, n: usize, keyword: &str) -> bool {
        self.word_at(n).is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    pub(crate) fn is_any_keyword_at(&self, n: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is_keyword_at(n, keyword))
    }

    pub(crate) fn is_keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword_at(0, keyword);
        if !found {
            self.note(&format!("'{keyword}'"));
        }
        found
    }

    /// Whether these words stand here, in this order.
    pub(crate) fn is_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.is_keyword_at(n, word))
    }

    pub(crate) fn eat_keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn eat_words(&mut self, words: &[&str]) -> bool {
        let found = self.is_words(words);
        if found {
            words.iter().for_each(|_| drop(self.advance()));
        } else if let Some(first) = words.first() {
            self.note(&format!("'{first}'"));
        }
        found
    }

    pub(crate) fn keyword(&mut self, keyword: &str) -> Result<Position> {
        let at = self.here();
        if self.eat_keyword(keyword) { Ok(at) } else { Err(self.mismatch(&format!("'{keyword}'"))) }
    }

    pub(crate) fn keywords(&mut self, keywords: &[&str]) -> Result<()> {
        keywords.iter().try_for_each(|keyword| self.keyword(keyword).map(drop))
    }

    /// One of several keywords.
    pub(crate) fn one_keyword(&mut self, keywords: &[&'static str]) -> Result<&'static str> {
        match keywords.iter().find(|keyword| self.eat_keyword(keyword)) {
            Some(found) => Ok(found),
            None => Err(self.mismatch(&format!("'{}'", keywords.first().unwrap_or(&"")))),
        }
    }

    pub(crate) fn is_symbol_at(&self, n: usize, symbol: Symbol) -> bool {
        self.nth(n).kind == TokenKind::Symbol(symbol)
    }

    pub(crate) fn is_symbol(&mut self, symbol: Symbol) -> bool {
        let found = self.is_symbol_at(0, symbol);
        if !found {
            self.note(&format!("'{}'", symbol.text()));
        }
        found
    }

    pub(crate) fn eat(&mut self, symbol: Symbol) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn symbol(&mut self, symbol: Symbol) -> Result<Position> {
        let at = self.here();
        if self.eat(symbol) { Ok(at) } else { Err(self.mismatch(&format!("'{}'", symbol.text()))) }
    }

    /// `item, item, …`, at least one.
    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat(Symbol::Comma) {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// `(item, item, …)`, at least one.
    pub(crate) fn parenthesized<T>(&mut self, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.symbol(Symbol::LeftParen)?;
        let items = self.list(item)?;
        self.symbol(Symbol::RightParen)?;
        Ok(items)
    }

    /// Runs `inner` one level deeper, on fresh stack where the old one is nearly used up.
    pub(crate) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= NESTING_DEPTH_MAX {
            return Err(self.too_large());
        }
        self.depth += 1;
        let outcome = stacker::maybe_grow(STACK_RED_ZONE, STACK_SEGMENT, || inner(self));
        self.depth -= 1;
        outcome
    }

    pub(crate) fn too_large(&self) -> SyntaxError {
        self.error(Position::START, "statement is too large (stack overflow while parsing)")
    }
}
