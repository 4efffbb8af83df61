//! What a query level gathers while its expressions are typed.

use std::collections::{BTreeMap, BTreeSet};

use boathouse_types::{Result, Type};
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::pattern::TypedPattern;
use super::plan::columns_of;
use super::{Analyzer, Typed};
use crate::Position;
use crate::ast::{self, WindowSpec};
use crate::format::format_expression;

/// State of one query level: its subqueries that wait to be joined, its named windows.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(crate) pending: Vec<Pending>,
    /// The WINDOW clause, by name, references to other windows already resolved.
    pub(crate) windows: BTreeMap<String, WindowSpec>,
    /// Of those with a pattern, the pattern: all that reads one window reads the same matches.
    pub(crate) patterns: BTreeMap<String, TypedPattern>,
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
    /// What two waiting for the same value share; empty when it is not known.
    pub(crate) identity: String,
}

impl Pending {
    /// What the subquery's rows are compared with.
    pub(crate) fn operand(&self) -> Option<&Expr> {
        match &self.kind {
            PendingKind::Row { result } => Some(result),
            PendingKind::Membership { probe, .. } => Some(&probe.expr),
            PendingKind::Exists => None,
        }
    }

    fn operand_mut(&mut self) -> Option<&mut Expr> {
        match &mut self.kind {
            PendingKind::Row { result } => Some(result),
            PendingKind::Membership { probe, .. } => Some(&mut probe.expr),
            PendingKind::Exists => None,
        }
    }
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

    /// The waiting subqueries that expressions read, also by what other subqueries are compared with.
    fn read_by<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<&mut Pending> {
        let pending = &mut self.level().pending;
        let mut read: BTreeSet<String> = exprs.into_iter().flat_map(columns_of).collect();
        // An operand is typed before its subquery waits.
        let mut found = Vec::new();
        for waiting in pending.iter_mut().rev() {
            if read.contains(&waiting.column) {
                read.extend(waiting.operand().map(columns_of).unwrap_or_default());
                found.push(waiting);
            }
        }
        found
    }

    /// What the subqueries are compared with that expressions read.
    pub(crate) fn operands<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Expr> {
        self.read_by(exprs).iter().filter_map(|p| p.operand().cloned()).collect()
    }

    /// Changes what the subqueries are compared with that an expression reads; the step also gets the columns of the
    /// subquery.
    pub(crate) fn change_operands(
        &mut self,
        expr: &Expr,
        mut step: impl FnMut(&Expr, &BTreeSet<String>) -> Result<Option<Expr>>,
    ) -> Result<()> {
        for pending in self.read_by([expr]) {
            let inner = super::plan::outputs(&pending.plan);
            if let Some(own) = pending.operand_mut()
                && let Some(changed) = step(own, &inner)?
            {
                *own = changed;
            }
        }
        Ok(())
    }

    /// Columns of waiting subqueries, each with the column of another that waits for the same value.
    pub(crate) fn same_as(&mut self, read: &BTreeSet<String>) -> BTreeMap<String, String> {
        let pending = &self.level().pending;
        let mut same = BTreeMap::new();
        for kept in pending.iter().filter(|p| read.contains(&p.column) && !p.identity.is_empty()) {
            for other in pending.iter().filter(|p| p.column != kept.column && p.identity == kept.identity) {
                same.insert(other.column.clone(), kept.column.clone());
            }
        }
        same
    }

    /// Notes what the subquery that began to wait last stands for: its text, and its plan with the names made for it
    /// counted from the first.
    pub(crate) fn identify(&mut self, first: usize, written: &ast::Expr) {
        let Some(last) = self.level().pending.last_mut() else { return };
        let operand = last.operand().map(ToString::to_string).unwrap_or_default();
        let text = format!("{}\n{operand}\n{}", format_expression(written), last.plan.display_indent());
        let mut parts = text.split('#');
        let mut identity = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let (digits, rest) = part.split_at(end);
            match digits.parse::<usize>().ok().and_then(|n| n.checked_sub(first)).filter(|n| *n > 0) {
                Some(own) => identity.push_str(&format!("#+{own}{rest}")),
                None => identity.push_str(&format!("#{part}")),
            }
        }
        last.identity = identity;
    }

    /// Registers a subquery; the column that will hold its value.
    pub(crate) fn wait_for(&mut self, pending: Pending, data_type: Type) -> Typed {
        let expr = super::plan::column(&pending.column);
        self.level().pending.push(pending);
        Typed { expr, data_type }
    }
}
