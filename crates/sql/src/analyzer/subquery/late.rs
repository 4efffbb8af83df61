//! Terms of a filter that can fail, and so must see only the rows that the joins below let through.

use std::collections::BTreeSet;

use boathouse_types::Result;
use datafusion::common::JoinType;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Case, Expr, LogicalPlan, Projection};

use crate::analyzer::Analyzer;
use crate::analyzer::decorrelate::expr_reads_outer;
use crate::analyzer::expr::constant::is_fallible;
use crate::analyzer::expr::logic::guard_and;
use crate::analyzer::level::Locals;
use crate::analyzer::plan::{column, columns_of, extend, filter, outputs, project};
use crate::analyzer::udf::late;

impl Analyzer<'_> {
    /// A filter by terms without subqueries; those that can fail are kept above inner joins.
    pub(super) fn filtered_plainly(&mut self, mut plan: LogicalPlan, terms: Vec<Expr>) -> Result<LogicalPlan> {
        let (stay, plain): (Vec<_>, Vec<_>) =
            terms.into_iter().partition(|term| is_fallible(term) && would_move(&plan, &columns_of(term)));
        if let Some(plain) = conjunction(plain) {
            plan = filter(plan, plain)?;
        }
        let Some(stay) = conjunction(stay) else { return Ok(plan) };
        let columns = plan.schema().columns().into_iter().map(Expr::Column).collect();
        let name = self.fresh("late");
        let plan = extend(plan, vec![late(stay).alias(&name)])?;
        project(filter(plan, column(&name))?, columns)
    }
}

/// Whether the engine would move a term that reads these columns below a join that drops rows, onto the one relation
/// it reads. A term over several relations may be their join's key, and is left to it.
fn would_move(plan: &LogicalPlan, columns: &BTreeSet<String>) -> bool {
    if columns.is_empty() {
        return false;
    }
    match plan {
        LogicalPlan::Filter(node) => would_move(&node.input, columns),
        LogicalPlan::Projection(node) => would_move(&node.input, &below(node, columns)),
        LogicalPlan::Join(node) => match node.join_type {
            JoinType::Inner => [&node.left, &node.right]
                .into_iter()
                .any(|side| columns.is_subset(&outputs(side)) && reads_one_relation(side, columns)),
            JoinType::Left | JoinType::LeftSemi | JoinType::LeftAnti => would_move(&node.left, columns),
            JoinType::Right | JoinType::RightSemi | JoinType::RightAnti => would_move(&node.right, columns),
            _ => false,
        },
        _ => false,
    }
}

fn reads_one_relation(plan: &LogicalPlan, columns: &BTreeSet<String>) -> bool {
    match plan {
        LogicalPlan::Filter(node) => reads_one_relation(&node.input, columns),
        LogicalPlan::Projection(node) => reads_one_relation(&node.input, &below(node, columns)),
        LogicalPlan::Join(node) => [&node.left, &node.right]
            .into_iter()
            .any(|side| columns.is_subset(&outputs(side)) && reads_one_relation(side, columns)),
        _ => true,
    }
}

/// The columns that a projection's columns are made of.
fn below(node: &Projection, columns: &BTreeSet<String>) -> BTreeSet<String> {
    let read = node.schema.fields().iter().zip(&node.expr).filter(|(field, _)| columns.contains(field.name()));
    read.flat_map(|(_, expr)| columns_of(expr)).collect()
}

/// The terms of a correlated subquery's filter, those that only stand behind a guard that reads outer columns freed
/// of it: the subquery's own terms choose its rows before any outer row is looked at.
pub(crate) fn unguarded(terms: Vec<Expr>, locals: &Locals) -> Vec<Expr> {
    let bare: Vec<Expr> = terms.clone();
    let mut freed = Vec::with_capacity(terms.len());
    let mut waiting: Vec<Expr> = terms.into_iter().rev().collect();
    while let Some(term) = waiting.pop() {
        match own_rest(&term, &bare, locals) {
            Some(rest) => waiting.extend(rest.into_iter().rev()),
            None => freed.push(term),
        }
    }
    freed
}

/// What stands behind a guard of terms that are in the filter themselves.
fn own_rest(term: &Expr, bare: &[Expr], locals: &Locals) -> Option<Vec<Expr>> {
    let Expr::Case(Case { expr: Some(_), when_then_expr, else_expr: None }) = term else { return None };
    let [(when, rest)] = &when_then_expr[..] else { return None };
    let Expr::IsNotFalse(condition) = when.as_ref() else { return None };
    if expr_reads_outer(rest, locals) || !expr_reads_outer(when, locals) {
        return None;
    }
    let before = split_conjunction_owned(condition.as_ref().clone());
    let (outer, own): (Vec<_>, Vec<_>) = before.into_iter().partition(|c| expr_reads_outer(c, locals));
    if !outer.iter().all(|c| bare.contains(c)) {
        return None;
    }
    Some(match conjunction(own) {
        Some(own) => vec![guard_and(own, rest.as_ref().clone())],
        None => split_conjunction_owned(rest.as_ref().clone()),
    })
}
