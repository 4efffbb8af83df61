//! Queries: WITH, set operations, SELECT and what ends them.

use crate::Position;
use crate::Symbol::{Asterisk, Comma, Dot, LeftParen, Question, RightParen};
use crate::ast::{
    Expr, ExprKind, GroupBy, GroupingElement, Ident, Limit, Literal, Query, QueryBody, QueryBodyKind, RowCount, Select,
    SelectItem, SelectItemKind, SetOp, With, WithQuery,
};
use crate::cursor::{CHAIN_LENGTH_MAX, Parser};
use crate::trino::expr::expr;
use crate::{Result, TokenKind};

impl Parser<'_> {
    /// Whether a query, possibly in parentheses, may begin `n` tokens ahead.
    pub(crate) fn starts_query_at(&self, n: usize) -> bool {
        self.is_any_keyword_at(n + self.behind_parens(n), &["SELECT", "WITH", "VALUES", "TABLE"])
    }

    pub(crate) fn parenthesized_query(&mut self) -> Result<Query> {
        self.symbol(LeftParen)?;
        let query = self.query()?;
        self.symbol(RightParen)?;
        Ok(query)
    }

    pub(crate) fn query(&mut self) -> Result<Query> {
        self.note("<query>");
        self.nested(|p| {
            let at = p.here();
            let with = if p.is_keyword("WITH") { Some(p.with()?) } else { None };
            let mut query = p.query_without_with()?;
            query.at = at;
            query.with = with;
            Ok(query)
        })
    }

    fn with(&mut self) -> Result<With> {
        let at = self.keyword("WITH")?;
        let recursive = self.eat_keyword("RECURSIVE");
        let queries = self.list(|p| {
            let name = p.identifier()?;
            let columns = if p.is_symbol(LeftParen) { p.parenthesized(Self::identifier)? } else { Vec::new() };
            p.keyword("AS")?;
            Ok(WithQuery { name, columns, query: p.parenthesized_query()? })
        })?;
        Ok(With { at, recursive, queries })
    }

    fn query_without_with(&mut self) -> Result<Query> {
        let at = self.here();
        let body = self.set_operations()?;
        let order_by = self.order_by()?;
        let offset_at = self.here();
        let offset = if self.is_keyword_at(0, "OFFSET") {
            self.advance();
            let value = self.row_count()?;
            if !self.eat_keyword("ROWS") {
                self.eat_keyword("ROW");
            }
            Some(RowCount { at: offset_at, value })
        } else {
            None
        };
        Ok(Query { at, with: None, body, order_by, offset, limit: self.limit()? })
    }

    fn limit(&mut self) -> Result<Option<Limit>> {
        let at = self.here();
        if self.eat_keyword("LIMIT") {
            if self.eat_keyword("ALL") {
                return Ok(Some(Limit::All(at)));
            }
            return Ok(Some(Limit::Rows(RowCount { at, value: self.row_count()? })));
        }
        if !self.eat_keyword("FETCH") {
            return Ok(None);
        }
        self.one_keyword(&["FIRST", "NEXT"])?;
        let count = if self.is_any_keyword_at(0, &["ROW", "ROWS"]) { None } else { Some(self.row_count()?) };
        self.one_keyword(&["ROWS", "ROW"])?;
        let with_ties = self.one_keyword(&["ONLY", "WITH"])? == "WITH";
        if with_ties {
            self.keyword("TIES")?;
        }
        Ok(Some(Limit::Fetch { at, count, with_ties }))
    }

    fn row_count(&mut self) -> Result<Expr> {
        let at = self.here();
        if self.is_symbol(Question) {
            self.advance();
            self.parameters += 1;
            return Ok(expr(at, ExprKind::Parameter(self.parameters - 1)));
        }
        Ok(expr(at, ExprKind::Literal(Literal::Integer(self.integer()?))))
    }

    /// UNION and EXCEPT, between INTERSECTs.
    fn set_operations(&mut self) -> Result<QueryBody> {
        let mut left = self.intersections()?;
        for _ in 0..CHAIN_LENGTH_MAX {
            let at = self.here();
            let op = if self.eat_keyword("UNION") {
                SetOp::Union
            } else if self.eat_keyword("EXCEPT") {
                SetOp::Except
            } else {
                return Ok(left);
            };
            left = self.set_operation(at, op, left, Self::intersections)?;
        }
        Err(self.too_large())
    }

    fn intersections(&mut self) -> Result<QueryBody> {
        let mut left = self.query_primary()?;
        for _ in 0..CHAIN_LENGTH_MAX {
            let at = self.here();
            if !self.eat_keyword("INTERSECT") {
                return Ok(left);
            }
            left = self.set_operation(at, SetOp::Intersect, left, Self::query_primary)?;
        }
        Err(self.too_large())
    }

    fn set_operation(
        &mut self,
        at: Position,
        op: SetOp,
        left: QueryBody,
        right: fn(&mut Self) -> Result<QueryBody>,
    ) -> Result<QueryBody> {
        let distinct = !self.eat_keyword("ALL");
        if distinct {
            self.eat_keyword("DISTINCT");
        }
        let corresponding = if self.eat_keyword("CORRESPONDING") {
            Some(if self.eat_keyword("BY") { self.parenthesized(Self::identifier)? } else { Vec::new() })
        } else {
            None
        };
        let right = Box::new(right(self)?);
        let kind = QueryBodyKind::SetOperation { op, distinct, corresponding, left: Box::new(left), right };
        Ok(QueryBody { at, kind })
    }

    fn query_primary(&mut self) -> Result<QueryBody> {
        let at = self.here();
        let kind = if self.is_keyword("SELECT") {
            QueryBodyKind::Select(Box::new(self.select()?))
        } else if self.eat_keyword("TABLE") {
            QueryBodyKind::Table(self.qualified_name()?)
        } else if self.eat_keyword("VALUES") {
            QueryBodyKind::Values(self.list(Self::expression)?)
        } else if self.is_symbol(LeftParen) {
            self.nested(|p| {
                p.symbol(LeftParen)?;
                let query = p.query_without_with()?;
                p.symbol(RightParen)?;
                Ok(QueryBodyKind::Subquery(Box::new(query)))
            })?
        } else {
            return Err(self.mismatch("<query>"));
        };
        Ok(QueryBody { at, kind })
    }

    fn select(&mut self) -> Result<Select> {
        self.keyword("SELECT")?;
        let distinct = self.set_quantifier() == Some(true);
        let items = self.list(Self::select_item)?;
        let from = if self.eat_keyword("FROM") { self.list(Self::relation)? } else { Vec::new() };
        let filter = if self.eat_keyword("WHERE") { Some(self.expression()?) } else { None };
        let group_by = if self.is_keyword("GROUP") { Some(self.group_by()?) } else { None };
        let having = if self.eat_keyword("HAVING") { Some(self.expression()?) } else { None };
        let windows = if self.starts_window_clause() {
            self.advance();
            self.list(Self::window_definition)?
        } else {
            Vec::new()
        };
        Ok(Select { distinct, items, from, filter, group_by, having, windows })
    }

    fn starts_window_clause(&mut self) -> bool {
        self.note("'WINDOW'");
        self.is_keyword_at(0, "WINDOW") && self.is_identifier_at(1) && self.is_keyword_at(2, "AS")
    }

    fn select_item(&mut self) -> Result<SelectItem> {
        let at = self.here();
        if self.eat(Asterisk) {
            return Ok(SelectItem { at, kind: SelectItemKind::All });
        }
        let value = self.expression()?;
        if self.is_symbol(Dot) && self.is_symbol_at(1, Asterisk) {
            self.advance();
            self.advance();
            let aliases = if self.eat_keyword("AS") { self.parenthesized(Self::identifier)? } else { Vec::new() };
            return Ok(SelectItem { at, kind: SelectItemKind::AllOf { value, aliases } });
        }
        let alias = self.alias()?;
        Ok(SelectItem { at, kind: SelectItemKind::Expression { value, alias } })
    }

    /// `[AS] name`, unless the word begins the next clause.
    pub(crate) fn alias(&mut self) -> Result<Option<Ident>> {
        if self.eat_keyword("AS") {
            return self.identifier().map(Some);
        }
        self.note("<identifier>");
        if self.is_identifier_at(0) && !self.starts_clause() {
            return self.identifier().map(Some);
        }
        Ok(None)
    }

    /// Words that may be names, but here open a clause.
    fn starts_clause(&self) -> bool {
        let next = &self.nth(1).kind;
        let number = matches!(next, TokenKind::Integer(_)) || self.is_symbol_at(1, Question);
        let Some(word) = self.word_at(0).map(str::to_ascii_uppercase) else { return false };
        match word.as_str() {
            "LIMIT" => number || self.is_keyword_at(1, "ALL"),
            "OFFSET" => number,
            "FETCH" => self.is_any_keyword_at(1, &["FIRST", "NEXT"]),
            "WINDOW" => self.is_identifier_at(1) && self.is_keyword_at(2, "AS"),
            "TABLESAMPLE" => self.is_any_keyword_at(1, &["BERNOULLI", "SYSTEM"]),
            "MATCH_RECOGNIZE" => self.is_symbol_at(1, LeftParen),
            "PARTITION" => self.is_keyword_at(1, "BY"),
            "PRUNE" | "KEEP" => self.is_keyword_at(1, "WHEN"),
            "SET" => self.is_identifier_at(1) && self.is_symbol_at(2, crate::Symbol::Equal),
            _ => false,
        }
    }

    fn group_by(&mut self) -> Result<GroupBy> {
        let at = self.keyword("GROUP")?;
        self.keyword("BY")?;
        let distinct = self.set_quantifier() == Some(true);
        let elements = self.list(Self::grouping_element)?;
        Ok(GroupBy { at, distinct, elements })
    }

    fn grouping_element(&mut self) -> Result<GroupingElement> {
        let sets = |p: &mut Self| {
            p.symbol(LeftParen)?;
            let sets = if p.is_symbol(RightParen) { Vec::new() } else { p.list(Self::grouping_set)? };
            p.symbol(RightParen)?;
            Ok(sets)
        };
        if self.eat_keyword("ROLLUP") {
            return sets(self).map(GroupingElement::Rollup);
        }
        if self.eat_keyword("CUBE") {
            return sets(self).map(GroupingElement::Cube);
        }
        if self.eat_words(&["GROUPING", "SETS"]) {
            return sets(self).map(GroupingElement::Sets);
        }
        if self.is_keyword_at(0, "AUTO")
            && !matches!(self.nth(1).kind, TokenKind::Symbol(s) if s != Comma && s != RightParen)
        {
            self.advance();
            return Ok(GroupingElement::Auto);
        }
        self.grouping_set().map(GroupingElement::Simple)
    }

    /// `(a, b)`, `()` or `a`; what goes on behind the parentheses is an expression.
    fn grouping_set(&mut self) -> Result<Vec<Expr>> {
        if self.is_symbol(LeftParen) {
            let mark = self.mark();
            self.advance();
            if let Ok(items) = self.expressions_until_paren()
                && self.eat(RightParen)
                && self.ends_grouping_set()
            {
                return Ok(items);
            }
            self.reset(mark);
        }
        Ok(vec![self.expression()?])
    }

    fn ends_grouping_set(&mut self) -> bool {
        let clause = ["HAVING", "WINDOW", "ORDER", "OFFSET", "LIMIT", "FETCH", "UNION", "EXCEPT", "INTERSECT", "WITH"];
        self.is_symbol(Comma)
            || self.is_symbol(RightParen)
            || self.is_symbol_at(0, crate::Symbol::Semicolon)
            || self.token().kind == TokenKind::End
            || self.is_any_keyword_at(0, &clause)
    }
}
