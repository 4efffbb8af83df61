//! Operands: literals, names, calls, parenthesised things, and the subscripts and fields behind them.

use crate::Symbol::{Asterisk, Comma, Dot, LeftBracket, LeftParen, Question, RightArrow, RightBracket, RightParen};
use crate::ast::{
    CurrentFunction, Expr, ExprKind, Ident, Literal, RowValue, TrimSide, TypeExpr, TypeKind, WhenClause, WindowMeasure,
};
use crate::cursor::{CHAIN_LENGTH_MAX, Parser, Reading};
use crate::trino::expr::expr;
use crate::{Position, Result};

const CURRENT_FUNCTIONS: &[(&str, CurrentFunction, bool)] = &[
    ("CURRENT_DATE", CurrentFunction::Date, false),
    ("CURRENT_TIME", CurrentFunction::Time, true),
    ("CURRENT_TIMESTAMP", CurrentFunction::Timestamp, true),
    ("LOCALTIME", CurrentFunction::LocalTime, true),
    ("LOCALTIMESTAMP", CurrentFunction::LocalTimestamp, true),
    ("CURRENT_USER", CurrentFunction::User, false),
    ("CURRENT_CATALOG", CurrentFunction::Catalog, false),
    ("CURRENT_SCHEMA", CurrentFunction::Schema, false),
    ("CURRENT_PATH", CurrentFunction::Path, false),
];

impl Parser<'_> {
    /// An operand with its subscripts and fields.
    pub(crate) fn primary(&mut self) -> Result<Expr> {
        let at = self.here();
        let mut base = self.nested(Self::operand)?;
        for _ in 0..CHAIN_LENGTH_MAX {
            if self.is_symbol(LeftBracket) {
                self.advance();
                let index = Box::new(self.value_expression()?);
                self.symbol(RightBracket)?;
                base = expr(at, ExprKind::Subscript { base: Box::new(base), index });
            } else if self.is_symbol(Dot) && !self.is_symbol_at(1, Asterisk) {
                self.advance();
                let field = self.identifier()?;
                base = expr(at, ExprKind::Dereference { base: Box::new(base), field });
            } else {
                return Ok(base);
            }
        }
        Err(self.too_large())
    }

    fn operand(&mut self) -> Result<Expr> {
        let at = self.here();
        if let Some(literal) = self.plain_literal()? {
            return Ok(expr(at, ExprKind::Literal(literal)));
        }
        if let Some(interval) = self.interval()? {
            return Ok(interval);
        }
        if self.is_symbol_at(0, Question) {
            self.advance();
            self.parameters += 1;
            return Ok(expr(at, ExprKind::Parameter(self.parameters - 1)));
        }
        if self.is_symbol_at(0, LeftParen) {
            return self.parenthesis(at);
        }
        if self.is_symbol_at(0, LeftBracket) {
            return self.array(at);
        }
        if let Some(special) = self.special_form(at)? {
            return Ok(special);
        }
        self.typed_literal_or_name(at)
    }

    /// `type 'text'`, `x -> body`, a call, a measure or a plain name.
    fn typed_literal_or_name(&mut self, at: Position) -> Result<Expr> {
        if self.is_words(&["DOUBLE", "PRECISION"]) && self.is_string_at(2) {
            self.advance();
            self.advance();
            let data_type = TypeExpr { at, kind: TypeKind::DoublePrecision };
            let value = self.string()?;
            return Ok(expr(at, ExprKind::Literal(Literal::Typed { data_type, value })));
        }
        if self.is_identifier_at(0) && self.is_string_at(1) {
            let name = self.identifier()?;
            let data_type = TypeExpr { at, kind: TypeKind::Named { name, parameters: Vec::new() } };
            let value = self.string()?;
            return Ok(expr(at, ExprKind::Literal(Literal::Typed { data_type, value })));
        }
        if self.is_identifier_at(0) && self.is_symbol_at(1, RightArrow) {
            let parameter = self.identifier()?;
            self.advance();
            let body = Box::new(self.expression()?);
            return Ok(expr(at, ExprKind::Lambda { parameters: vec![parameter], body }));
        }
        if let Some(call) = self.function_call(at)? {
            return Ok(call);
        }
        let name = self.identifier()?;
        if self.is_keyword_at(0, "OVER") && (self.is_symbol_at(1, LeftParen) || self.is_identifier_at(1)) {
            self.advance();
            let window = self.window_ref()?;
            return Ok(expr(at, ExprKind::WindowMeasure(Box::new(WindowMeasure { name, window }))));
        }
        Ok(expr(at, ExprKind::Identifier(name)))
    }

    fn array(&mut self, at: Position) -> Result<Expr> {
        self.symbol(LeftBracket)?;
        let mut items = Vec::new();
        if !self.is_symbol(RightBracket) {
            items = self.list(Self::expression)?;
        }
        self.symbol(RightBracket)?;
        Ok(expr(at, ExprKind::Array(items)))
    }

    /// `(…)`: a lambda's parameters, a subquery, a row or a grouped expression.
    fn parenthesis(&mut self, at: Position) -> Result<Expr> {
        if let Some(parameters) = self.lambda_parameters() {
            let body = Box::new(self.expression()?);
            return Ok(expr(at, ExprKind::Lambda { parameters, body }));
        }
        if self.starts_query_at(1) {
            if let Some(query) = self.attempt(Reading::Query, Self::parenthesized_query) {
                return Ok(expr(at, ExprKind::Subquery(Box::new(query))));
            }
            // `((SELECT 1) + 1)` begins like a query and is none.
            if !self.is_symbol_at(1, LeftParen) {
                return Err(self.mismatch("<expression>"));
            }
        }
        self.symbol(LeftParen)?;
        let mut items = self.list(Self::row_value)?;
        self.symbol(RightParen)?;
        if items.len() == 1 && items[0].name.is_none() {
            return Ok(items.remove(0).value);
        }
        Ok(expr(at, ExprKind::Row(items)))
    }

    fn row_value(&mut self) -> Result<RowValue> {
        let value = self.expression()?;
        let bare = self.is_identifier_at(0) && (self.is_symbol_at(1, Comma) || self.is_symbol_at(1, RightParen));
        let name = if self.eat_keyword("AS") || bare { Some(self.identifier()?) } else { None };
        Ok(RowValue { name, value })
    }

    /// Reads `(a, b) ->` if that is what stands here.
    fn lambda_parameters(&mut self) -> Option<Vec<Ident>> {
        let mut n = 1;
        if !self.is_symbol_at(1, RightParen) {
            while self.is_identifier_at(n) && self.is_symbol_at(n + 1, Comma) {
                n += 2;
            }
            if !self.is_identifier_at(n) {
                return None;
            }
            n += 1;
        }
        if !self.is_symbol_at(n, RightParen) || !self.is_symbol_at(n + 1, RightArrow) {
            return None;
        }
        self.advance();
        let mut parameters = Vec::new();
        while !self.is_symbol_at(0, RightParen) {
            parameters.push(self.identifier().ok()?);
            if self.is_symbol_at(0, Comma) {
                self.advance();
            }
        }
        self.advance();
        self.advance();
        Some(parameters)
    }

    /// Forms that begin with a keyword of their own.
    fn special_form(&mut self, at: Position) -> Result<Option<Expr>> {
        let Some(word) = self.word_at(0).map(str::to_ascii_uppercase) else { return Ok(None) };
        if let Some((_, function, takes_precision)) = CURRENT_FUNCTIONS.iter().find(|(name, ..)| *name == word) {
            self.advance();
            let precision = if *takes_precision && self.is_symbol(LeftParen) {
                self.advance();
                let precision = self.integer()?;
                self.symbol(RightParen)?;
                Some(precision)
            } else {
                None
            };
            return Ok(Some(expr(at, ExprKind::Current(*function, precision))));
        }
        if word == "ARRAY" && self.is_symbol_at(1, LeftBracket) {
            self.advance();
            return self.array(at).map(Some);
        }
        if word == "CASE" {
            return self.case(at).map(Some);
        }
        if !self.is_symbol_at(1, LeftParen) {
            return Ok(None);
        }
        let form = match word.as_str() {
            "ROW" => {
                self.advance();
                ExprKind::Row(self.parenthesized(Self::row_value)?)
            }
            "EXISTS" => {
                self.advance();
                ExprKind::Exists(Box::new(self.parenthesized_query()?))
            }
            "CAST" | "TRY_CAST" => self.cast(word == "TRY_CAST")?,
            "EXTRACT" => self.extract()?,
            "TRIM" => self.trim()?,
            "NORMALIZE" => self.normalize()?,
            "GROUPING" => self.grouping()?,
            "POSITION" => return Ok(self.attempt(Reading::Position, |p| p.position_function(at))),
            "LISTAGG" => return self.listagg(at).map(Some),
            "JSON_EXISTS" | "JSON_VALUE" | "JSON_QUERY" | "JSON_OBJECT" | "JSON_ARRAY" => self.json_function(&word)?,
            _ => return Ok(None),
        };
        Ok(Some(expr(at, form)))
    }

    fn case(&mut self, at: Position) -> Result<Expr> {
        self.keyword("CASE")?;
        let operand = if self.is_keyword("WHEN") { None } else { Some(Box::new(self.expression()?)) };
        let mut branches = Vec::new();
        loop {
            let when = self.keyword("WHEN")?;
            let condition = self.expression()?;
            self.keyword("THEN")?;
            branches.push(WhenClause { at: when, operand: condition, result: self.expression()? });
            if !self.is_keyword("WHEN") {
                break;
            }
        }
        let otherwise = if self.eat_keyword("ELSE") { Some(Box::new(self.expression()?)) } else { None };
        self.keyword("END")?;
        Ok(match operand {
            Some(operand) => expr(at, ExprKind::SimpleCase { operand, branches, otherwise }),
            None => expr(at, ExprKind::SearchedCase { branches, otherwise }),
        })
    }

    fn cast(&mut self, safe: bool) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let value = Box::new(self.expression()?);
        self.keyword("AS")?;
        let data_type = self.data_type()?;
        self.symbol(RightParen)?;
        Ok(ExprKind::Cast { safe, value, data_type })
    }

    fn extract(&mut self) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let field = self.identifier()?;
        self.keyword("FROM")?;
        let value = Box::new(self.value_expression()?);
        self.symbol(RightParen)?;
        Ok(ExprKind::Extract { field, value })
    }

    fn trim(&mut self) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let sides = [("BOTH", TrimSide::Both), ("LEADING", TrimSide::Leading), ("TRAILING", TrimSide::Trailing)];
        // `trim(both)` trims a column of that name.
        let side = sides
            .iter()
            .find(|(word, _)| self.is_keyword_at(0, word) && !self.is_symbol_at(1, RightParen))
            .map(|(_, side)| *side);
        if side.is_some() {
            self.advance();
        }
        let mut characters = None;
        let value = if side.is_some() && self.eat_keyword("FROM") {
            self.value_expression()?
        } else {
            let first = self.value_expression()?;
            if self.eat_keyword("FROM") {
                characters = Some(Box::new(first));
                self.value_expression()?
            } else {
                if side.is_none() && self.eat(Comma) {
                    characters = Some(Box::new(self.value_expression()?));
                } else if side.is_some() {
                    return Err(self.mismatch("'FROM'"));
                }
                first
            }
        };
        self.symbol(RightParen)?;
        Ok(ExprKind::Trim { side: side.unwrap_or(TrimSide::Both), characters, value: Box::new(value) })
    }

    fn normalize(&mut self) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let value = Box::new(self.value_expression()?);
        let form = if self.eat(Comma) { self.one_keyword(&["NFD", "NFC", "NFKD", "NFKC"])? } else { "NFC" };
        self.symbol(RightParen)?;
        Ok(ExprKind::Normalize { value, form: form.to_owned() })
    }

    fn grouping(&mut self) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let mut columns = Vec::new();
        if !self.is_symbol(RightParen) {
            columns = self.list(Self::column_reference)?;
        }
        self.symbol(RightParen)?;
        Ok(ExprKind::Grouping(columns))
    }

    /// A name with fields, as GROUPING takes it.
    fn column_reference(&mut self) -> Result<Expr> {
        let at = self.here();
        let name = self.qualified_name()?;
        let mut parts = name.parts.into_iter();
        let Some(first) = parts.next() else { return Err(self.mismatch("<identifier>")) };
        let base = expr(at, ExprKind::Identifier(first));
        Ok(parts.fold(base, |base, field| expr(at, ExprKind::Dereference { base: Box::new(base), field })))
    }
}
