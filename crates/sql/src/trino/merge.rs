//! MERGE INTO.

use crate::Result;
use crate::Symbol::LeftParen;
use crate::ast::{Merge, MergeAction, MergeCase, StatementKind};
use crate::cursor::Parser;

impl Parser<'_> {
    pub(crate) fn merge(&mut self) -> Result<StatementKind> {
        self.keywords(&["MERGE", "INTO"])?;
        let target = self.qualified_name()?;
        let alias = self.alias()?;
        self.keyword("USING")?;
        let source = self.relation()?;
        self.keyword("ON")?;
        let on = self.expression()?;
        let mut cases = vec![self.merge_case()?];
        while self.is_keyword("WHEN") {
            cases.push(self.merge_case()?);
        }
        Ok(StatementKind::Merge(Box::new(Merge { target, alias, source, on, cases })))
    }

    fn merge_case(&mut self) -> Result<MergeCase> {
        let at = self.keyword("WHEN")?;
        let matched = !self.eat_keyword("NOT");
        self.keyword("MATCHED")?;
        let condition = if self.eat_keyword("AND") { Some(self.expression()?) } else { None };
        self.keyword("THEN")?;
        let action = if !matched {
            self.merge_insert()?
        } else if self.eat_keyword("DELETE") {
            MergeAction::Delete
        } else {
            self.keywords(&["UPDATE", "SET"])?;
            MergeAction::Update(self.list(Self::assignment)?)
        };
        Ok(MergeCase { at, matched, condition, action })
    }

    fn merge_insert(&mut self) -> Result<MergeAction> {
        self.keyword("INSERT")?;
        let columns = if self.is_symbol(LeftParen) { self.parenthesized(Self::identifier)? } else { Vec::new() };
        self.keyword("VALUES")?;
        Ok(MergeAction::Insert { columns, values: self.parenthesized(Self::expression)? })
    }
}
