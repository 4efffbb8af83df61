//! Function calls: arguments, ORDER BY, FILTER, null treatment, OVER.

use crate::Symbol::{Asterisk, Comma, Dot, LeftParen, RightParen};
use crate::ast::{
    Expr, ExprKind, FunctionCall, Ident, ListaggOverflow, Literal, NullTreatment, ProcessingMode, QualifiedName,
    StarArgument,
};
use crate::cursor::Parser;
use crate::trino::expr::expr;
use crate::{Position, Result};

impl Parser<'_> {
    /// `[RUNNING|FINAL] name(…) …`, if a call stands here.
    pub(crate) fn function_call(&mut self, at: Position) -> Result<Option<Expr>> {
        let modes = [("RUNNING", ProcessingMode::Running), ("FINAL", ProcessingMode::Final)];
        let processing =
            modes.iter().find(|(word, _)| self.is_keyword_at(0, word) && self.is_call_at(1)).map(|(_, mode)| *mode);
        if processing.is_none() && !self.is_call_at(0) {
            return Ok(None);
        }
        if processing.is_some() {
            self.advance();
        }
        let name = self.qualified_name()?;
        let mut call = self.arguments(name)?;
        call.processing = processing;
        self.call_suffix(&mut call)?;
        Ok(Some(expr(at, ExprKind::Function(Box::new(call)))))
    }

    /// Whether `name(` or `a.b.name(` stands `n` tokens ahead.
    fn is_call_at(&self, n: usize) -> bool {
        let mut n = n;
        while self.is_identifier_at(n) && self.is_symbol_at(n + 1, Dot) {
            n += 2;
        }
        self.is_identifier_at(n) && self.is_symbol_at(n + 1, LeftParen)
    }

    fn arguments(&mut self, name: QualifiedName) -> Result<FunctionCall> {
        let mut call = plain_call(name, Vec::new());
        self.symbol(LeftParen)?;
        if self.is_identifier_at(0) && self.is_symbol_at(1, Dot) && self.is_symbol_at(2, Asterisk) {
            let label = self.identifier()?;
            self.advance();
            self.advance();
            call.star = Some(StarArgument { label: Some(label) });
        } else if self.is_symbol(Asterisk) {
            self.advance();
            call.star = Some(StarArgument { label: None });
        } else {
            call.distinct = self.set_quantifier() == Some(true);
            let quantified = call.distinct;
            if quantified || !(self.is_symbol(RightParen) || self.is_keyword_at(0, "ORDER")) {
                call.arguments = self.list(Self::expression)?;
            }
            self.substring_clauses(&mut call)?;
            call.order_by = self.order_by()?;
        }
        self.symbol(RightParen)?;
        Ok(call)
    }

    /// DISTINCT (true) or ALL (false), where ALL is not a column's name.
    pub(crate) fn set_quantifier(&mut self) -> Option<bool> {
        if self.eat_keyword("DISTINCT") {
            return Some(true);
        }
        let all = self.is_keyword_at(0, "ALL")
            && !self.is_symbol_at(1, Comma)
            && !self.is_symbol_at(1, RightParen)
            && !self.is_symbol_at(1, Dot);
        if all && (self.is_keyword_at(1, "FROM") || matches!(self.nth(1).kind, crate::TokenKind::End)) {
            return None;
        }
        all.then(|| {
            self.advance();
            false
        })
    }

    /// FILTER, null treatment and OVER.
    fn call_suffix(&mut self, call: &mut FunctionCall) -> Result<()> {
        if self.is_keyword_at(0, "FILTER") && self.is_symbol_at(1, LeftParen) {
            self.advance();
            self.symbol(LeftParen)?;
            self.keyword("WHERE")?;
            call.filter = Some(self.expression()?);
            self.symbol(RightParen)?;
        }
        if self.eat_words(&["IGNORE", "NULLS"]) {
            call.nulls = Some(NullTreatment::Ignore);
        } else if self.eat_words(&["RESPECT", "NULLS"]) {
            call.nulls = Some(NullTreatment::Respect);
        }
        let over = self.is_keyword_at(0, "OVER") && (self.is_symbol_at(1, LeftParen) || self.is_identifier_at(1));
        if over {
            self.advance();
            call.over = Some(self.window_ref()?);
        } else if call.nulls.is_some() {
            return Err(self.mismatch("'OVER'"));
        }
        Ok(())
    }

    /// `POSITION(a IN b)`; an ordinary call of that name fails here and is read as one.
    pub(crate) fn position_function(&mut self, at: Position) -> Result<Expr> {
        self.advance();
        self.symbol(LeftParen)?;
        let needle = self.value_expression()?;
        self.keyword("IN")?;
        let haystack = self.value_expression()?;
        self.symbol(RightParen)?;
        Ok(call_of(at, "strpos", vec![haystack, needle]))
    }

    /// The rest of `SUBSTRING(a FROM b FOR c)`, its first argument already read into `call`.
    fn substring_clauses(&mut self, call: &mut FunctionCall) -> Result<()> {
        let is_substring = call.name.parts.len() == 1 && call.name.parts[0].value.eq_ignore_ascii_case("substring");
        if is_substring && call.arguments.len() == 1 && self.eat_keyword("FROM") {
            call.name.parts[0].value = "substr".into();
            call.arguments.push(self.value_expression()?);
            if self.eat_keyword("FOR") {
                call.arguments.push(self.value_expression()?);
            }
        }
        Ok(())
    }

    /// `LISTAGG([DISTINCT] a [, separator] [ON OVERFLOW …]) WITHIN GROUP (ORDER BY …) [FILTER (…)]`
    pub(crate) fn listagg(&mut self, at: Position) -> Result<Expr> {
        let name = Ident { at, value: "listagg".into(), quoted: false };
        self.advance();
        self.symbol(LeftParen)?;
        let distinct = self.set_quantifier() == Some(true);
        let mut arguments = vec![self.expression()?];
        if self.eat(Comma) {
            let at = self.here();
            arguments.push(expr(at, ExprKind::Literal(Literal::String(self.string()?))));
        }
        let overflow = if self.eat_words(&["ON", "OVERFLOW"]) { Some(self.listagg_overflow()?) } else { None };
        self.symbol(RightParen)?;
        let mut call = plain_call(QualifiedName { parts: vec![name] }, arguments);
        call.distinct = distinct;
        call.overflow = overflow;
        if self.eat_words(&["WITHIN", "GROUP"]) {
            self.symbol(LeftParen)?;
            self.keyword("ORDER")?;
            self.keyword("BY")?;
            call.order_by = self.list(Self::order_item)?;
            self.symbol(RightParen)?;
        } else {
            return Err(self.mismatch("'WITHIN'"));
        }
        self.call_suffix(&mut call)?;
        Ok(expr(at, ExprKind::Function(Box::new(call))))
    }

    fn listagg_overflow(&mut self) -> Result<ListaggOverflow> {
        if self.eat_keyword("ERROR") {
            return Ok(ListaggOverflow::Error);
        }
        self.keyword("TRUNCATE")?;
        let filler = if self.is_string_at(0) { Some(self.string()?) } else { None };
        let with_count = self.one_keyword(&["WITH", "WITHOUT"])? == "WITH";
        self.keyword("COUNT")?;
        Ok(ListaggOverflow::Truncate { filler, with_count })
    }
}

fn plain_call(name: QualifiedName, arguments: Vec<Expr>) -> FunctionCall {
    FunctionCall {
        name,
        processing: None,
        distinct: false,
        arguments,
        star: None,
        order_by: Vec::new(),
        filter: None,
        nulls: None,
        over: None,
        overflow: None,
    }
}

/// A call of the function that a special form stands for.
fn call_of(at: Position, function: &str, arguments: Vec<Expr>) -> Expr {
    let name = QualifiedName { parts: vec![Ident { at, value: function.to_owned(), quoted: false }] };
    expr(at, ExprKind::Function(Box::new(plain_call(name, arguments))))
}
