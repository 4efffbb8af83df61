//! Type expressions.

use crate::Symbol::{Comma, Greater, LeftBracket, LeftParen, Less, RightBracket, RightParen};
use crate::ast::{Ident, RowField, TypeExpr, TypeKind, TypeParameter};
use crate::cursor::Parser;
use crate::{Position, Result, TokenKind};

impl Parser<'_> {
    pub(crate) fn data_type(&mut self) -> Result<TypeExpr> {
        self.nested(Self::data_type_here)
    }

    fn data_type_here(&mut self) -> Result<TypeExpr> {
        let mut base = self.base_type()?;
        // `bigint ARRAY`, the old way to write array(bigint).
        while self.is_keyword_at(0, "ARRAY") {
            let array = self.advance().span.start;
            if self.eat(LeftBracket) {
                self.integer()?;
                self.symbol(RightBracket)?;
            }
            let at = base.at;
            base =
                named(at, Ident { at: array, value: "array".into(), quoted: false }, vec![TypeParameter::Type(base)]);
        }
        Ok(base)
    }

    fn base_type(&mut self) -> Result<TypeExpr> {
        let at = self.here();
        if self.is_keyword_at(0, "ROW") && self.is_symbol_at(1, LeftParen) {
            self.advance();
            return Ok(TypeExpr { at, kind: TypeKind::Row(self.parenthesized(Self::row_field)?) });
        }
        if self.is_keyword_at(0, "INTERVAL")
            && self.is_any_keyword_at(1, &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"])
        {
            self.advance();
            let from = self.interval_field()?;
            let to = if self.eat_keyword("TO") { Some(self.interval_field()?) } else { None };
            return Ok(TypeExpr { at, kind: TypeKind::Interval { from, to } });
        }
        if self.is_words(&["DOUBLE", "PRECISION"]) {
            self.advance();
            self.advance();
            return Ok(TypeExpr { at, kind: TypeKind::DoublePrecision });
        }
        if self.is_any_keyword_at(0, &["TIME", "TIMESTAMP"]) {
            return self.date_time(at);
        }
        if !self.is_identifier_at(0) {
            return Err(self.mismatch("<type>"));
        }
        let name = self.identifier()?;
        let angled =
            ["array", "map"].iter().any(|nested| name.value.eq_ignore_ascii_case(nested)) && self.is_symbol_at(0, Less);
        let parameters = if angled {
            self.symbol(Less)?;
            let parameters = self.list(|p| Ok(TypeParameter::Type(p.data_type()?)))?;
            self.symbol(Greater)?;
            parameters
        } else if self.is_symbol(LeftParen) {
            self.parenthesized(Self::type_parameter)?
        } else {
            Vec::new()
        };
        Ok(named(at, name, parameters))
    }

    fn date_time(&mut self, at: Position) -> Result<TypeExpr> {
        let timestamp = self.is_keyword_at(0, "TIMESTAMP");
        self.advance();
        let precision = if self.eat(LeftParen) {
            let precision = self.type_parameter()?;
            self.symbol(RightParen)?;
            Some(Box::new(precision))
        } else {
            None
        };
        let with_time_zone = self.eat_words(&["WITH", "TIME", "ZONE"]);
        if !with_time_zone {
            self.eat_words(&["WITHOUT", "TIME", "ZONE"]);
        }
        Ok(TypeExpr { at, kind: TypeKind::DateTime { timestamp, precision, with_time_zone } })
    }

    fn type_parameter(&mut self) -> Result<TypeParameter> {
        match self.token().kind {
            TokenKind::Integer(_) => Ok(TypeParameter::Number(self.integer()?)),
            _ => Ok(TypeParameter::Type(self.data_type()?)),
        }
    }

    /// `type` or `name type`: a lone type is tried first, and is one only if nothing follows it.
    pub(crate) fn row_field(&mut self) -> Result<RowField> {
        let mark = self.mark();
        if let Ok(data_type) = self.data_type()
            && (self.is_symbol(Comma) || self.is_symbol(RightParen))
        {
            return Ok(RowField { name: None, data_type });
        }
        self.reset(mark);
        let name = self.identifier()?;
        Ok(RowField { name: Some(name), data_type: self.data_type()? })
    }
}

fn named(at: Position, name: Ident, parameters: Vec<TypeParameter>) -> TypeExpr {
    TypeExpr { at, kind: TypeKind::Named { name, parameters } }
}
