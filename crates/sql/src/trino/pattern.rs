//! MATCH_RECOGNIZE and its row patterns.

use crate::Symbol::{
    Asterisk, BraceMinus, Caret, Comma, Dollar, LeftBrace, LeftParen, MinusBrace, Pipe, Plus, Question, RightBrace,
    RightParen,
};
use crate::ast::{
    AfterMatch, Expr, Ident, MatchRecognize, Measure, PatternRecognition, RowPattern, RowPatternKind, RowsPerMatch,
};
use crate::cursor::Parser;
use crate::{Result, TokenKind};

impl Parser<'_> {
    /// The clauses of `MATCH_RECOGNIZE (…)`, the opening word already read.
    pub(crate) fn match_recognize(&mut self) -> Result<MatchRecognize> {
        self.symbol(LeftParen)?;
        let partition_by = if self.eat_words(&["PARTITION", "BY"]) { self.list(Self::expression)? } else { Vec::new() };
        let order_by = self.order_by()?;
        let measures = self.measures()?;
        let rows_per_match = self.rows_per_match()?;
        let recognition = self.recognition(measures)?;
        if recognition.pattern.is_none() {
            return Err(self.mismatch("'PATTERN'"));
        }
        self.symbol(RightParen)?;
        Ok(MatchRecognize { partition_by, order_by, rows_per_match, recognition })
    }

    pub(crate) fn measures(&mut self) -> Result<Vec<Measure>> {
        if !self.eat_keyword("MEASURES") {
            return Ok(Vec::new());
        }
        self.list(|p| {
            let value = p.expression()?;
            p.keyword("AS")?;
            Ok(Measure { value, name: p.identifier()? })
        })
    }

    fn rows_per_match(&mut self) -> Result<Option<RowsPerMatch>> {
        if self.eat_words(&["ONE", "ROW"]) {
            self.keywords(&["PER", "MATCH"])?;
            return Ok(Some(RowsPerMatch::One));
        }
        if !self.eat_words(&["ALL", "ROWS"]) {
            return Ok(None);
        }
        self.keywords(&["PER", "MATCH"])?;
        if self.eat_keyword("OMIT") {
            self.keywords(&["EMPTY", "MATCHES"])?;
            return Ok(Some(RowsPerMatch::AllOmitEmpty));
        }
        if self.eat_keyword("WITH") {
            self.keywords(&["UNMATCHED", "ROWS"])?;
            return Ok(Some(RowsPerMatch::AllWithUnmatched));
        }
        if self.eat_keyword("SHOW") {
            self.keywords(&["EMPTY", "MATCHES"])?;
        }
        Ok(Some(RowsPerMatch::AllShowEmpty))
    }

    /// AFTER MATCH … PATTERN … SUBSET … DEFINE, each of them optional here.
    pub(crate) fn recognition(&mut self, measures: Vec<Measure>) -> Result<PatternRecognition> {
        let after = self.eat_words(&["AFTER", "MATCH"]);
        let after_match_at = self.here();
        let after_match = if after { Some(self.after_match()?) } else { None };
        let initial_at = self.here();
        let initial = if self.eat_keyword("INITIAL") {
            Some(true)
        } else if self.eat_keyword("SEEK") {
            Some(false)
        } else {
            None
        };
        let pattern = if self.is_keyword_at(0, "PATTERN") && self.is_symbol_at(1, LeftParen) {
            self.advance();
            self.symbol(LeftParen)?;
            let pattern = self.row_pattern()?;
            self.symbol(RightParen)?;
            Some(pattern)
        } else {
            None
        };
        let subsets = if self.eat_keyword("SUBSET") { self.list(Self::subset)? } else { Vec::new() };
        let definitions = if self.eat_keyword("DEFINE") { self.list(Self::definition)? } else { Vec::new() };
        Ok(PatternRecognition {
            measures,
            after_match,
            after_match_at,
            initial,
            initial_at,
            pattern,
            subsets,
            definitions,
        })
    }

    fn after_match(&mut self) -> Result<AfterMatch> {
        self.keyword("SKIP")?;
        if self.eat_words(&["PAST", "LAST"]) {
            self.keyword("ROW")?;
            return Ok(AfterMatch::PastLastRow);
        }
        self.keyword("TO")?;
        if self.eat_words(&["NEXT", "ROW"]) {
            return Ok(AfterMatch::NextRow);
        }
        if self.is_keyword_at(0, "FIRST") && self.is_identifier_at(1) {
            self.advance();
            return Ok(AfterMatch::First(self.identifier()?));
        }
        if self.is_keyword_at(0, "LAST") && self.is_identifier_at(1) {
            self.advance();
        }
        Ok(AfterMatch::Last(self.identifier()?))
    }

    fn subset(&mut self) -> Result<(Ident, Vec<Ident>)> {
        let name = self.identifier()?;
        self.symbol(crate::Symbol::Equal)?;
        Ok((name, self.parenthesized(Self::identifier)?))
    }

    fn definition(&mut self) -> Result<(Ident, Expr)> {
        let label = self.identifier()?;
        self.keyword("AS")?;
        Ok((label, self.expression()?))
    }

    fn row_pattern(&mut self) -> Result<RowPattern> {
        self.nested(|p| {
            let at = p.here();
            let mut branches = vec![p.pattern_sequence()?];
            while p.eat(Pipe) {
                branches.push(p.pattern_sequence()?);
            }
            Ok(collapse(at, branches, RowPatternKind::Alternation))
        })
    }

    fn pattern_sequence(&mut self) -> Result<RowPattern> {
        let at = self.here();
        let mut parts = vec![self.quantified_pattern()?];
        while self.starts_pattern() {
            parts.push(self.quantified_pattern()?);
        }
        Ok(collapse(at, parts, RowPatternKind::Sequence))
    }

    fn starts_pattern(&self) -> bool {
        self.is_identifier_at(0)
            || [LeftParen, Caret, Dollar, BraceMinus].iter().any(|symbol| self.is_symbol_at(0, *symbol))
    }

    fn quantified_pattern(&mut self) -> Result<RowPattern> {
        let at = self.here();
        let pattern = self.pattern_primary()?;
        let (at_least, at_most) = if self.eat(Asterisk) {
            (0, None)
        } else if self.eat(Plus) {
            (1, None)
        } else if self.eat(Question) {
            (0, Some(1))
        } else if self.eat(LeftBrace) {
            self.pattern_range()?
        } else {
            return Ok(pattern);
        };
        let greedy = !self.eat(Question);
        Ok(RowPattern {
            at,
            kind: RowPatternKind::Quantified { pattern: Box::new(pattern), at_least, at_most, greedy },
        })
    }

    /// `n}`, `n,}`, `,m}` or `n,m}`
    fn pattern_range(&mut self) -> Result<(u32, Option<u32>)> {
        let low = self.pattern_count()?;
        if low.is_some() && self.eat(RightBrace) {
            return Ok((low.unwrap_or(0), low));
        }
        self.symbol(Comma)?;
        let high = self.pattern_count()?;
        self.symbol(RightBrace)?;
        Ok((low.unwrap_or(0), high))
    }

    fn pattern_count(&mut self) -> Result<Option<u32>> {
        if !matches!(self.token().kind, TokenKind::Integer(_)) {
            return Ok(None);
        }
        let at = self.here();
        let digits = self.integer()?;
        digits
            .parse()
            .map(Some)
            .map_err(|_| self.error(at, format!("Pattern quantifier bound must not exceed {}", u32::MAX)))
    }

    fn pattern_primary(&mut self) -> Result<RowPattern> {
        let at = self.here();
        let kind = if self.eat(Caret) {
            RowPatternKind::PartitionStart
        } else if self.eat(Dollar) {
            RowPatternKind::PartitionEnd
        } else if self.eat(BraceMinus) {
            let inner = self.row_pattern()?;
            self.symbol(MinusBrace)?;
            RowPatternKind::Excluded(Box::new(inner))
        } else if self.eat(LeftParen) {
            if self.eat(RightParen) {
                RowPatternKind::Empty
            } else {
                let inner = self.row_pattern()?;
                self.symbol(RightParen)?;
                return Ok(inner);
            }
        } else if self.is_keyword_at(0, "PERMUTE") && self.is_symbol_at(1, LeftParen) {
            self.advance();
            RowPatternKind::Permute(self.parenthesized(Self::row_pattern)?)
        } else {
            RowPatternKind::Label(self.identifier()?)
        };
        Ok(RowPattern { at, kind })
    }
}

/// The only part, or all of them combined.
fn collapse(
    at: crate::Position,
    mut parts: Vec<RowPattern>,
    combine: fn(Vec<RowPattern>) -> RowPatternKind,
) -> RowPattern {
    if parts.len() == 1 { parts.remove(0) } else { RowPattern { at, kind: combine(parts) } }
}
