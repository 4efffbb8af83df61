//! DELETE FROM and OPTIMIZE: rows of a table that a condition finds.

use boathouse_types::Result;

use super::AnalyzedStatement;
use super::target::{Source, Target};
use crate::Position;
use crate::analyzer::query::Planned;
use crate::analyzer::{Analyzed, Analyzer, Scope};
use crate::ast::{Expr, QualifiedName};

/// DELETE FROM
#[derive(Debug, Clone)]
pub struct Delete {
    /// The table.
    pub table: Target,
    /// The rows that go: every column of the table, hidden ones too, in its order; no WHERE means all rows.
    pub rows: Analyzed,
    /// Whether there is a WHERE.
    pub filtered: bool,
}

/// OPTIMIZE … REWRITE DATA
#[derive(Debug, Clone)]
pub struct Optimize {
    /// The table.
    pub table: Target,
    /// The rows whose files are written anew: every column of the table, hidden ones too, in its order.
    pub rows: Analyzed,
    /// Whether there is a WHERE.
    pub filtered: bool,
}

impl Analyzer<'_> {
    pub(super) fn delete(
        &mut self,
        at: Position,
        name: &QualifiedName,
        filter: Option<&Expr>,
    ) -> Result<AnalyzedStatement> {
        let source = self.target(at, name, "Deleting from")?;
        let (table, rows) = self.matching(source, filter)?;
        Ok(AnalyzedStatement::Delete(Box::new(Delete { table, rows, filtered: filter.is_some() })))
    }

    pub(super) fn optimize(
        &mut self,
        at: Position,
        name: &QualifiedName,
        filter: Option<&Expr>,
    ) -> Result<AnalyzedStatement> {
        let source = self.target(at, name, "Optimizing")?;
        let (table, rows) = self.matching(source, filter)?;
        Ok(AnalyzedStatement::Optimize(Box::new(Optimize { table, rows, filtered: filter.is_some() })))
    }

    /// The table's rows that the condition finds.
    fn matching(&mut self, (table, source): Source, filter: Option<&Expr>) -> Result<(Target, Analyzed)> {
        self.in_level(|analyzer| {
            let found = analyzer.scan(&table.name, source, &table.columns)?;
            let found = analyzer.only(found, filter)?;
            let columns = table.columns.iter().zip(&found.fields).map(|(c, f)| (c.name.clone(), f.typed()));
            let rows = analyzer.labelled(found.plan, columns)?;
            Ok((table, rows))
        })
    }

    /// The rows for which WHERE holds.
    pub(super) fn only(&mut self, rows: Planned, filter: Option<&Expr>) -> Result<Planned> {
        let Some(condition) = filter else { return Ok(rows) };
        let scope = Scope::query(rows.fields, None);
        self.no_calls("WHERE", condition)?;
        let typed = self.expression(condition, &scope)?;
        let typed = self.boolean(condition.at, typed, "WHERE clause must evaluate to a boolean: actual type")?;
        Ok(Planned { plan: self.filtered(rows.plan, typed.expr)?, fields: scope.fields })
    }
}
