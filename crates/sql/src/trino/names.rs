//! Identifiers and dotted names, quoted with double quotes.

use crate::ast::{Ident, QualifiedName};
use crate::cursor::Parser;
use crate::trino::keywords::is_reserved;
use crate::{Result, Symbol, TokenKind};

impl Parser<'_> {
    /// Whether the token `n` ahead can be an identifier.
    pub(crate) fn is_identifier_at(&self, n: usize) -> bool {
        match &self.nth(n).kind {
            TokenKind::Word(word) => !is_reserved(word),
            TokenKind::QuotedIdentifier(_) => true,
            _ => false,
        }
    }

    pub(crate) fn identifier(&mut self) -> Result<Ident> {
        let at = self.here();
        let (value, quoted) = match &self.token().kind {
            TokenKind::Word(word) if !is_reserved(word) => (word.clone(), false),
            TokenKind::QuotedIdentifier(text) if text.is_empty() => {
                return Err(self.error(at, "Zero-length delimited identifier not allowed"));
            }
            TokenKind::QuotedIdentifier(text) => (text.clone(), true),
            TokenKind::BackquotedIdentifier(_) => {
                return Err(
                    self.error(at, "backquoted identifiers are not supported; use double quotes to quote identifiers")
                );
            }
            TokenKind::DigitIdentifier(_) => {
                return Err(self
                    .error(at, "identifiers must not start with a digit; surround the identifier with double quotes"));
            }
            _ => return Err(self.mismatch("<identifier>")),
        };
        self.advance();
        Ok(Ident { at, value, quoted })
    }

    pub(crate) fn qualified_name(&mut self) -> Result<QualifiedName> {
        let mut parts = vec![self.identifier()?];
        while self.is_symbol(Symbol::Dot) && !self.is_symbol_at(1, Symbol::Asterisk) {
            self.advance();
            parts.push(self.identifier()?);
        }
        Ok(QualifiedName { parts })
    }
}
