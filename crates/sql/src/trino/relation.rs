//! What stands in FROM.

use crate::Result;
use crate::Symbol::{LeftParen, RightDoubleArrow, RightParen};
use crate::ast::{
    Ident, JoinCriteria, JoinKind, Relation, RelationKind, TableFunctionArgument, TableFunctionCall,
    TableFunctionValue, TableVersion,
};
use crate::cursor::{CHAIN_LENGTH_MAX, Parser, Reading};

impl Parser<'_> {
    /// A relation with the joins behind it.
    pub(crate) fn relation(&mut self) -> Result<Relation> {
        self.nested(Self::joins)
    }

    fn joins(&mut self) -> Result<Relation> {
        let at = self.here();
        let mut left = self.sampled()?;
        for _ in 0..CHAIN_LENGTH_MAX {
            let Some((kind, natural)) = self.join_kind()? else { return Ok(left) };
            let (right, criteria) = if kind == JoinKind::Cross {
                (self.sampled()?, JoinCriteria::None)
            } else if natural {
                (self.sampled()?, JoinCriteria::Natural)
            } else {
                let right = self.relation()?;
                (right, self.join_criteria()?)
            };
            left = Relation {
                at,
                kind: RelationKind::Join { kind, left: Box::new(left), right: Box::new(right), criteria },
            };
        }
        Err(self.too_large())
    }

    fn join_kind(&mut self) -> Result<Option<(JoinKind, bool)>> {
        if self.eat_keyword("CROSS") {
            self.keyword("JOIN")?;
            return Ok(Some((JoinKind::Cross, false)));
        }
        let natural = self.eat_keyword("NATURAL");
        let outer = [("LEFT", JoinKind::Left), ("RIGHT", JoinKind::Right), ("FULL", JoinKind::Full)];
        for (word, kind) in outer {
            if self.eat_keyword(word) {
                self.eat_keyword("OUTER");
                self.keyword("JOIN")?;
                return Ok(Some((kind, natural)));
            }
        }
        let inner = self.eat_keyword("INNER");
        if inner || natural {
            self.keyword("JOIN")?;
        } else if !self.eat_keyword("JOIN") {
            return Ok(None);
        }
        Ok(Some((JoinKind::Inner, natural)))
    }

    fn join_criteria(&mut self) -> Result<JoinCriteria> {
        if self.eat_keyword("ON") {
            return Ok(JoinCriteria::On(self.expression()?));
        }
        self.keyword("USING")?;
        Ok(JoinCriteria::Using(self.parenthesized(Self::identifier)?))
    }

    fn sampled(&mut self) -> Result<Relation> {
        let relation = self.pattern_recognized()?;
        if !(self.is_words(&["TABLESAMPLE", "BERNOULLI"]) || self.is_words(&["TABLESAMPLE", "SYSTEM"])) {
            return Ok(relation);
        }
        self.advance();
        let system = self.one_keyword(&["BERNOULLI", "SYSTEM"])? == "SYSTEM";
        self.symbol(LeftParen)?;
        let percentage = self.expression()?;
        self.symbol(RightParen)?;
        Ok(Relation {
            at: relation.at,
            kind: RelationKind::Sampled { relation: Box::new(relation), system, percentage },
        })
    }

    fn pattern_recognized(&mut self) -> Result<Relation> {
        let input = self.aliased()?;
        if !(self.is_keyword_at(0, "MATCH_RECOGNIZE") && self.is_symbol_at(1, LeftParen)) {
            return Ok(input);
        }
        self.advance();
        let at = input.at;
        let clauses = Box::new(self.match_recognize()?);
        self.with_alias(Relation { at, kind: RelationKind::MatchRecognize { input: Box::new(input), clauses } })
    }

    fn aliased(&mut self) -> Result<Relation> {
        let relation = self.relation_primary()?;
        self.with_alias(relation)
    }

    fn with_alias(&mut self, relation: Relation) -> Result<Relation> {
        let Some(alias) = self.alias()? else { return Ok(relation) };
        let columns = self.column_aliases()?;
        Ok(Relation { at: relation.at, kind: RelationKind::Aliased { relation: Box::new(relation), alias, columns } })
    }

    fn column_aliases(&mut self) -> Result<Vec<Ident>> {
        if self.is_symbol(LeftParen) { self.parenthesized(Self::identifier) } else { Ok(Vec::new()) }
    }

    fn relation_primary(&mut self) -> Result<Relation> {
        let at = self.here();
        let opens = self.is_symbol_at(1, LeftParen);
        let kind = if self.is_symbol(LeftParen) {
            return self.parenthesized_relation();
        } else if opens && self.eat_keyword("UNNEST") {
            let values = self.parenthesized(Self::expression)?;
            RelationKind::Unnest { values, with_ordinality: self.eat_words(&["WITH", "ORDINALITY"]) }
        } else if opens && self.eat_keyword("LATERAL") {
            RelationKind::Lateral(Box::new(self.parenthesized_query()?))
        } else if opens && self.eat_keyword("TABLE") {
            self.symbol(LeftParen)?;
            let call = Box::new(self.table_function()?);
            self.symbol(RightParen)?;
            RelationKind::TableFunction(call)
        } else if opens && self.eat_keyword("JSON_TABLE") {
            RelationKind::JsonTable(Box::new(self.json_table()?))
        } else {
            let name = self.qualified_name()?;
            RelationKind::Table { name, version: self.table_version()? }
        };
        Ok(Relation { at, kind })
    }

    /// `(query)` or `(relation)`: a query is tried first, `((SELECT 1) JOIN t ON c)` is a relation.
    fn parenthesized_relation(&mut self) -> Result<Relation> {
        let at = self.here();
        if self.starts_query_at(1) {
            if let Some(query) = self.attempt(Reading::Query, Self::parenthesized_query) {
                return Ok(Relation { at, kind: RelationKind::Subquery(Box::new(query)) });
            }
            if !self.is_symbol_at(1, LeftParen) {
                return Err(self.mismatch("<query>"));
            }
        }
        self.symbol(LeftParen)?;
        let relation = self.relation()?;
        self.symbol(RightParen)?;
        Ok(relation)
    }

    fn table_version(&mut self) -> Result<Option<TableVersion>> {
        let at = self.here();
        if !self.eat_keyword("FOR") {
            return Ok(None);
        }
        let timestamp = self.one_keyword(&["TIMESTAMP", "VERSION"])? == "TIMESTAMP";
        self.keyword("AS")?;
        self.keyword("OF")?;
        Ok(Some(TableVersion { at, timestamp, value: Box::new(self.value_expression()?) }))
    }

    fn table_function(&mut self) -> Result<TableFunctionCall> {
        let name = self.qualified_name()?;
        self.symbol(LeftParen)?;
        let mut arguments = Vec::new();
        if !self.is_symbol(RightParen) && !self.is_keyword_at(0, "COPARTITION") {
            arguments = self.list(Self::table_function_argument)?;
        }
        let copartition = if self.eat_keyword("COPARTITION") {
            self.list(|p| p.parenthesized(Self::qualified_name))?
        } else {
            Vec::new()
        };
        self.symbol(RightParen)?;
        Ok(TableFunctionCall { name, arguments, copartition })
    }

    fn table_function_argument(&mut self) -> Result<TableFunctionArgument> {
        let at = self.here();
        let name = if self.is_identifier_at(0) && self.is_symbol_at(1, RightDoubleArrow) {
            let name = self.identifier()?;
            self.advance();
            Some(name)
        } else {
            None
        };
        let value = if self.is_keyword_at(0, "TABLE") && self.is_symbol_at(1, LeftParen) {
            self.table_argument()?
        } else if self.is_keyword_at(0, "DESCRIPTOR") && self.is_symbol_at(1, LeftParen) {
            self.advance();
            TableFunctionValue::Descriptor(self.parenthesized(|p| {
                let name = p.identifier()?;
                let typed = !p.is_symbol(crate::Symbol::Comma) && !p.is_symbol(RightParen);
                Ok((name, if typed { Some(p.data_type()?) } else { None }))
            })?)
        } else if self.is_null_descriptor() {
            (0..6).for_each(|_| drop(self.advance()));
            TableFunctionValue::NullDescriptor
        } else {
            TableFunctionValue::Expression(self.expression()?)
        };
        Ok(TableFunctionArgument { at, name, value })
    }

    /// `CAST(NULL AS DESCRIPTOR)`
    fn is_null_descriptor(&self) -> bool {
        self.is_keyword_at(0, "CAST")
            && self.is_symbol_at(1, LeftParen)
            && self.is_keyword_at(2, "NULL")
            && self.is_keyword_at(3, "AS")
            && self.is_keyword_at(4, "DESCRIPTOR")
            && self.is_symbol_at(5, RightParen)
    }

    fn table_argument(&mut self) -> Result<TableFunctionValue> {
        let at = self.here();
        self.keyword("TABLE")?;
        self.symbol(LeftParen)?;
        let relation = if self.starts_query_at(0) {
            Relation { at, kind: RelationKind::Subquery(Box::new(self.query()?)) }
        } else {
            Relation { at: self.here(), kind: RelationKind::Table { name: self.qualified_name()?, version: None } }
        };
        self.symbol(RightParen)?;
        // Only here the word is a clause; a table inside of the argument may be called so.
        let copartition = self.is_keyword_at(0, "COPARTITION") && self.is_symbol_at(1, LeftParen);
        let relation = Box::new(if copartition { relation } else { self.with_alias(relation)? });
        let partition_by = if self.eat_words(&["PARTITION", "BY"]) {
            Some(if self.is_symbol(LeftParen) {
                self.advance();
                let columns = self.expressions_until_paren()?;
                self.symbol(RightParen)?;
                columns
            } else {
                vec![self.expression()?]
            })
        } else {
            None
        };
        let prune_when_empty = if self.eat_words(&["PRUNE", "WHEN"]) {
            Some(true)
        } else {
            self.eat_words(&["KEEP", "WHEN"]).then_some(false)
        };
        if prune_when_empty.is_some() {
            self.keyword("EMPTY")?;
        }
        let order_by = if self.eat_keyword("ORDER") {
            self.keyword("BY")?;
            let parenthesized = self.eat(LeftParen);
            let items = self.list(Self::order_item)?;
            if parenthesized {
                self.symbol(RightParen)?;
            }
            items
        } else {
            Vec::new()
        };
        Ok(TableFunctionValue::Table { relation, partition_by, prune_when_empty, order_by })
    }
}
