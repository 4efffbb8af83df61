//! What a query level gathers while its expressions are typed.

use std::collections::{BTreeMap, BTreeSet};

use boathouse_types::{Result, Type};
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::plan::columns_of;
use super::{Analyzer, Typed};
use crate::Position;
use crate::ast::{self, WindowSpec};

/// State of one query level: its subqueries that wait to be joined, its named windows.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(crate) pending: Vec<Pending>,
    /// The WINDOW clause, by name, references to other windows already resolved.
    pub(crate) windows: BTreeMap<String, WindowSpec>,
    /// Its expressions, as written and typed.
    pub(crate) window_exprs: Vec<(ast::Expr, Expr)>,
}

/// A subquery of an expression, to be joined below the step that reads `column`.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    /// The column the expression reads.
    pub(crate) column: String,
    pub(crate) at: Position,
    /// The subquery, with outer references.
    pub(crate) plan: LogicalPlan,
    /// The columns of this level the subquery reads.
    pub(crate) locals: Locals,
    pub(crate) kind: PendingKind,
}

/// Outer columns a subquery reads, with their types.
pub(crate) type Locals = BTreeMap<String, Type>;

/// What is wanted of a subquery.
#[derive(Debug, Clone)]
pub(crate) enum PendingKind {
    /// The plan gives one row for each outer row; the expression over both is the value.
    Row {
        /// The value.
        result: Expr,
    },
    /// Whether there is a row.
    Exists,
    /// Whether `probe` is among the values.
    Membership {
        /// The tested value, over this level's columns.
        probe: Typed,
        /// The subquery's column.
        value: Typed,
    },
}

impl Analyzer<'_> {
    /// The current level.
    pub(crate) fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Runs a step in a level of its own.
    pub(crate) fn in_level<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let depth = self.levels.len();
        self.levels.push(Level::default());
        let result = step(self);
        self.levels.truncate(depth);
        result
    }

    /// Joins the subqueries the expressions read to the plan.
    pub(crate) fn attach<'e>(
        &mut self,
        mut plan: LogicalPlan,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<LogicalPlan> {
        let read: BTreeSet<String> = exprs.into_iter().flat_map(columns_of).collect();
        for pending in self.take_pending(&read) {
            if let PendingKind::Membership { probe, .. } = &pending.kind {
                let probe = probe.expr.clone();
                plan = self.attach(plan, [&probe])?;
            }
            plan = self.attach_one(plan, pending)?;
        }
        Ok(plan)
    }

    /// The waiting subqueries whose columns are read, in the order they were met.
    pub(crate) fn take_pending(&mut self, read: &BTreeSet<String>) -> Vec<Pending> {
        let level = self.level();
        let (taken, rest) = std::mem::take(&mut level.pending).into_iter().partition(|p| read.contains(&p.column));
        level.pending = rest;
        taken
    }

    /// Registers a subquery; the column that will hold its value.
    pub(crate) fn wait_for(&mut self, pending: Pending, data_type: Type) -> Typed {
        let expr = super::plan::column(&pending.column);
        self.level().pending.push(pending);
        Typed { expr, data_type }
    }
}
