//! Correlated subqueries as joins, for every shape of subquery: the distinct values of the outer columns are pushed
//! down through the subquery's plan, so that it answers for all of them at once (Neumann and Kemper, "Unnesting
//! Arbitrary Queries").

mod dependent;
mod join;
mod push;
mod rows;

use std::collections::BTreeSet;

use boathouse_types::Result;
use datafusion::common::Column;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::error::engine;
use super::level::Locals;

pub(crate) use dependent::Dependent;

/// The outer columns a plan reads.
pub(crate) fn outer_references(plan: &LogicalPlan) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // The visitors never fail.
    let _ = plan.apply(|node| {
        let _ = node.apply_expressions(|expr| {
            collect(expr, &mut found);
            Ok(TreeNodeRecursion::Continue)
        });
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

fn collect(expr: &Expr, found: &mut BTreeSet<String>) {
    let _ = expr.apply(|node| {
        if let Expr::OuterReferenceColumn(_, c) = node {
            found.insert(c.name.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    });
}

/// Whether a plan reads any of the outer columns.
pub(crate) fn reads_outer(plan: &LogicalPlan, locals: &Locals) -> bool {
    outer_references(plan).iter().any(|name| locals.contains_key(name))
}

/// Whether an expression reads any of the outer columns.
pub(crate) fn expr_reads_outer(expr: &Expr, locals: &Locals) -> bool {
    let mut found = BTreeSet::new();
    collect(expr, &mut found);
    found.iter().any(|name| locals.contains_key(name))
}

/// Whether an expression reads any outer column.
pub(crate) fn expr_reads_any_outer(expr: &Expr) -> bool {
    let mut found = BTreeSet::new();
    collect(expr, &mut found);
    !found.is_empty()
}

/// The expression with outer columns that `replacement` knows replaced.
pub(crate) fn substitute(expr: Expr, replacement: &dyn Fn(&str) -> Option<Expr>) -> Result<Expr> {
    let changed = expr.transform(|node| match &node {
        Expr::OuterReferenceColumn(_, c) => Ok(match replacement(&c.name) {
            Some(found) => Transformed::yes(found),
            None => Transformed::no(node),
        }),
        _ => Ok(Transformed::no(node)),
    });
    changed.map(|t| t.data).map_err(engine)
}

/// The plan with an outer column replaced.
pub(crate) fn substitute_in_plan(plan: LogicalPlan, name: &str, value: &Expr) -> Result<LogicalPlan> {
    let changed = plan.transform_up(|node| {
        node.map_expressions(|expr| {
            expr.transform(|e| match &e {
                Expr::OuterReferenceColumn(_, c) if c.name == name => Ok(Transformed::yes(value.clone())),
                _ => Ok(Transformed::no(e)),
            })
        })
    });
    changed.map(|t| t.data).map_err(engine)
}

/// The expression with these outer columns as plain columns, for where both sides are joined.
pub(crate) fn substituted(expr: Expr, locals: &Locals) -> Result<Expr> {
    substitute(expr, &|name| locals.contains_key(name).then(|| Expr::Column(Column::new_unqualified(name))))
}

/// The expression with columns that `replacement` knows replaced.
pub(crate) fn replace_columns(expr: Expr, replacement: &dyn Fn(&str) -> Option<Expr>) -> Result<Expr> {
    let changed = expr.transform_down(|node| match &node {
        Expr::Column(c) => Ok(match replacement(&c.name) {
            Some(found) => Transformed::new(found, true, TreeNodeRecursion::Jump),
            None => Transformed::no(node),
        }),
        _ => Ok(Transformed::no(node)),
    });
    changed.map(|t| t.data).map_err(engine)
}

/// Whether a plan gives exactly one row whatever its input.
pub(crate) fn is_one_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Projection(projection) => is_one_row(&projection.input),
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
        LogicalPlan::EmptyRelation(empty) => empty.produce_one_row,
        LogicalPlan::Values(values) => values.values.len() == 1,
        _ => false,
    }
}
