//! Expressions down to their operands. What binds looser stands further up:
//! OR, AND, NOT, one predicate, `||`, `+ -`, `* / %`, a sign, AT TIME ZONE, subscripts and fields.

use crate::Symbol::{
    Asterisk, Comma, Concat, Equal, Greater, GreaterOrEqual, LeftParen, Less, LessOrEqual, Minus, NotEqual,
    NotEqualBang, Percent, Plus, RightParen, Slash,
};
use crate::ast::{ArithmeticOp, ComparisonOp, Expr, ExprKind, Quantifier};
use crate::cursor::{CHAIN_LENGTH_MAX, Parser, Reading};
use crate::{Position, Result};

const COMPARISONS: &[(crate::Symbol, ComparisonOp)] = &[
    (Equal, ComparisonOp::Equal),
    (NotEqual, ComparisonOp::NotEqual),
    (NotEqualBang, ComparisonOp::NotEqual),
    (LessOrEqual, ComparisonOp::LessOrEqual),
    (Less, ComparisonOp::Less),
    (GreaterOrEqual, ComparisonOp::GreaterOrEqual),
    (Greater, ComparisonOp::Greater),
];

pub(crate) fn expr(at: Position, kind: ExprKind) -> Expr {
    Expr { at, kind }
}

impl Parser<'_> {
    pub(crate) fn expression(&mut self) -> Result<Expr> {
        self.note("<expression>");
        self.nested(Self::or_expression)
    }

    fn or_expression(&mut self) -> Result<Expr> {
        let first = self.and_expression()?;
        let at = first.at;
        let mut terms = vec![first];
        while self.eat_keyword("OR") {
            terms.push(self.and_expression()?);
        }
        Ok(single_or(terms, |terms| expr(at, ExprKind::Or(terms))))
    }

    fn and_expression(&mut self) -> Result<Expr> {
        let first = self.not_expression()?;
        let at = first.at;
        let mut terms = vec![first];
        while self.eat_keyword("AND") {
            terms.push(self.not_expression()?);
        }
        Ok(single_or(terms, |terms| expr(at, ExprKind::And(terms))))
    }

    fn not_expression(&mut self) -> Result<Expr> {
        if !self.is_keyword_at(0, "NOT") {
            return self.predicated();
        }
        let at = self.advance().span.start;
        let inner = self.nested(Self::not_expression)?;
        Ok(expr(at, ExprKind::Not(Box::new(inner))))
    }

    fn predicated(&mut self) -> Result<Expr> {
        let value = self.value_expression()?;
        self.note("<predicate>");
        if let Some((symbol, op)) = COMPARISONS.iter().find(|(symbol, _)| self.is_symbol_at(0, *symbol)) {
            let at = self.symbol(*symbol)?;
            return self.comparison(at, *op, value);
        }
        let at = self.here();
        if self.is_keyword_at(0, "IS") {
            self.advance();
            return self.is_predicate(at, value);
        }
        let negated = self.is_keyword_at(0, "NOT") && self.is_any_keyword_at(1, &["BETWEEN", "IN", "LIKE"]);
        if negated {
            self.advance();
        }
        if self.is_keyword_at(0, "BETWEEN") {
            self.advance();
            let low = Box::new(self.value_expression()?);
            self.keyword("AND")?;
            let high = Box::new(self.value_expression()?);
            return Ok(expr(at, ExprKind::Between { negated, value: Box::new(value), low, high }));
        }
        if self.is_keyword_at(0, "IN") {
            self.advance();
            return self.in_predicate(at, negated, value);
        }
        if self.is_keyword_at(0, "LIKE") {
            self.advance();
            let pattern = Box::new(self.value_expression()?);
            let escape = if self.eat_keyword("ESCAPE") { Some(Box::new(self.value_expression()?)) } else { None };
            return Ok(expr(at, ExprKind::Like { negated, value: Box::new(value), pattern, escape }));
        }
        Ok(value)
    }

    fn comparison(&mut self, at: Position, op: ComparisonOp, left: Expr) -> Result<Expr> {
        for (keyword, quantifier) in [("ALL", Quantifier::All), ("ANY", Quantifier::Any), ("SOME", Quantifier::Some)] {
            if self.is_keyword_at(0, keyword) && self.is_symbol_at(1, LeftParen) && self.starts_query_at(2) {
                self.advance();
                let query = Box::new(self.parenthesized_query()?);
                return Ok(expr(at, ExprKind::Quantified { op, quantifier, value: Box::new(left), query }));
            }
        }
        let right = Box::new(self.value_expression()?);
        Ok(expr(at, ExprKind::Comparison { op, left: Box::new(left), right }))
    }

    fn is_predicate(&mut self, at: Position, value: Expr) -> Result<Expr> {
        let negated = self.eat_keyword("NOT");
        if self.eat_keyword("NULL") {
            return Ok(expr(at, ExprKind::IsNull { negated, value: Box::new(value) }));
        }
        self.keyword("DISTINCT")?;
        self.keyword("FROM")?;
        let right = Box::new(self.value_expression()?);
        Ok(expr(at, ExprKind::IsDistinctFrom { negated, left: Box::new(value), right }))
    }

    fn in_predicate(&mut self, at: Position, negated: bool, value: Expr) -> Result<Expr> {
        let value = Box::new(value);
        if self.is_symbol(LeftParen)
            && self.starts_query_at(1)
            && let Some(query) = self.attempt(Reading::Query, Self::parenthesized_query)
        {
            return Ok(expr(at, ExprKind::InSubquery { negated, value, query: Box::new(query) }));
        }
        self.symbol(LeftParen)?;
        let list = self.list(Self::expression)?;
        self.symbol(RightParen)?;
        Ok(expr(at, ExprKind::InList { negated, value, list }))
    }

    /// A value without AND, OR, NOT and predicates at its top.
    pub(crate) fn value_expression(&mut self) -> Result<Expr> {
        let mut left = self.additive()?;
        let mut length = 0;
        while self.is_symbol(Concat) {
            length = self.longer(length)?;
            let at = self.advance().span.start;
            left = expr(at, ExprKind::Concat(Box::new(left), Box::new(self.additive()?)));
        }
        Ok(left)
    }

    /// Counts the links of a chain, which becomes a tree as deep as it is long.
    fn longer(&self, length: usize) -> Result<usize> {
        if length < CHAIN_LENGTH_MAX { Ok(length + 1) } else { Err(self.too_large()) }
    }

    fn additive(&mut self) -> Result<Expr> {
        let mut left = self.multiplicative()?;
        let mut length = 0;
        loop {
            let op = if self.is_symbol(Plus) {
                ArithmeticOp::Add
            } else if self.is_symbol(Minus) {
                ArithmeticOp::Subtract
            } else {
                return Ok(left);
            };
            length = self.longer(length)?;
            let at = self.advance().span.start;
            let right = Box::new(self.multiplicative()?);
            left = expr(at, ExprKind::Arithmetic { op, left: Box::new(left), right });
        }
    }

    fn multiplicative(&mut self) -> Result<Expr> {
        let mut left = self.signed()?;
        let mut length = 0;
        loop {
            let op = if self.is_symbol(Asterisk) {
                ArithmeticOp::Multiply
            } else if self.is_symbol(Slash) {
                ArithmeticOp::Divide
            } else if self.is_symbol(Percent) {
                ArithmeticOp::Modulus
            } else {
                return Ok(left);
            };
            length = self.longer(length)?;
            let at = self.advance().span.start;
            let right = Box::new(self.signed()?);
            left = expr(at, ExprKind::Arithmetic { op, left: Box::new(left), right });
        }
    }

    fn signed(&mut self) -> Result<Expr> {
        if !self.is_symbol_at(0, Minus) && !self.is_symbol_at(0, Plus) {
            return self.zoned();
        }
        let negative = self.is_symbol_at(0, Minus);
        let at = self.advance().span.start;
        let value = Box::new(self.nested(Self::signed)?);
        Ok(expr(at, ExprKind::Sign { negative, value }))
    }

    fn zoned(&mut self) -> Result<Expr> {
        let mut value = self.primary()?;
        let mut length = 0;
        loop {
            let at = self.here();
            if self.eat_words(&["AT", "TIME", "ZONE"]) {
                let zone = match self.interval()? {
                    Some(interval) => interval,
                    None => {
                        let at = self.here();
                        expr(at, ExprKind::Literal(crate::ast::Literal::String(self.string()?)))
                    }
                };
                value = expr(at, ExprKind::AtTimeZone { value: Box::new(value), zone: Box::new(zone) });
            } else if self.eat_words(&["AT", "LOCAL"]) {
                value = expr(at, ExprKind::AtLocal(Box::new(value)));
            } else {
                return Ok(value);
            }
            length = self.longer(length)?;
        }
    }

    /// Expressions up to a closing parenthesis, possibly none.
    pub(crate) fn expressions_until_paren(&mut self) -> Result<Vec<Expr>> {
        let mut items = Vec::new();
        if self.is_symbol(RightParen) {
            return Ok(items);
        }
        items.push(self.expression()?);
        while self.eat(Comma) {
            items.push(self.expression()?);
        }
        Ok(items)
    }
}

/// The only term, or all of them combined.
fn single_or(mut terms: Vec<Expr>, combine: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match (terms.len(), terms.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            terms.push(last);
            combine(terms)
        }
        (_, None) => combine(terms),
    }
}
