//! Small steps of plans.

use std::collections::BTreeSet;
use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, NullEquality};
use datafusion::logical_expr::expr::Sort as SortKey;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{
    Aggregate, EmptyRelation, Expr, Filter, Join, JoinConstraint, JoinType, Limit, LogicalPlan, Projection, Sort, lit,
};

use super::error::engine;

/// A query that is named, used, and named again can double with every name: what comes of it must stay a plan that
/// the analyzer and the optimizer get through.
const PLAN_STEPS_MAX: usize = 10_000;

/// Refuses a plan of too many steps. Counts no further than the limit, since there may be no end to it.
pub(crate) fn check_steps(plan: &LogicalPlan) -> Result<()> {
    let (mut steps, mut waiting) = (0, vec![plan]);
    while let Some(step) = waiting.pop() {
        steps += 1;
        if steps > PLAN_STEPS_MAX {
            let text = format!("Number of steps in the query exceeds the allowed maximum ({PLAN_STEPS_MAX})");
            return Err(TrinoError::new(ErrorCode::QueryHasTooManyStages, text));
        }
        waiting.extend(step.inputs());
    }
    Ok(())
}

/// A plan column by its generated name.
pub(crate) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

/// The expression under a name; a column of that name stays as it is.
pub(crate) fn named(expr: Expr, name: &str) -> Expr {
    match &expr {
        Expr::Column(c) if c.relation.is_none() && c.name == name => expr,
        _ => expr.alias(name),
    }
}

/// One row without columns.
pub(crate) fn one_row() -> LogicalPlan {
    LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: true, schema: Arc::new(DFSchema::empty()) })
}

pub(crate) fn project(plan: LogicalPlan, exprs: Vec<Expr>) -> Result<LogicalPlan> {
    Projection::try_new(exprs, Arc::new(plan)).map(LogicalPlan::Projection).map_err(engine)
}

/// The plan with more columns behind its own.
pub(crate) fn extend(plan: LogicalPlan, more: Vec<Expr>) -> Result<LogicalPlan> {
    if more.is_empty() {
        return Ok(plan);
    }
    let mut exprs: Vec<Expr> = plan.schema().columns().into_iter().map(Expr::Column).collect();
    exprs.extend(more);
    project(plan, exprs)
}

pub(crate) fn filter(plan: LogicalPlan, predicate: Expr) -> Result<LogicalPlan> {
    Filter::try_new(predicate, Arc::new(plan)).map(LogicalPlan::Filter).map_err(engine)
}

pub(crate) fn aggregate(plan: LogicalPlan, groups: Vec<Expr>, aggregates: Vec<Expr>) -> Result<LogicalPlan> {
    let make = |plan, groups, aggregates| {
        Aggregate::try_new(Arc::new(plan), groups, aggregates).map(LogicalPlan::Aggregate).map_err(engine)
    };
    let is_set = groups.iter().any(|group| matches!(group, Expr::GroupingSet(_)));
    if groups.len() < 2 || is_set || plan.schema().functional_dependencies().is_empty() {
        return make(plan, groups, aggregates);
    }
    // The engine takes a key that is unique on one side of a join for one that says everything of a group, and then
    // drops the other keys from what is grouped or sorted next. It follows columns by their names.
    let names: Vec<String> = groups.iter().map(|group| group.schema_name().to_string()).collect();
    let hidden: Vec<String> = names.iter().map(|name| format!("{name}~")).collect();
    let groups = groups.into_iter().zip(&hidden).map(|(group, name)| group.unalias().alias(name)).collect();
    let grouped = make(plan, groups, aggregates)?;
    let shown = hidden.iter().zip(&names).map(|(hidden, name)| column(hidden).alias(name));
    let rest = grouped.schema().columns().into_iter().skip(names.len()).map(Expr::Column);
    project(grouped.clone(), shown.chain(rest).collect())
}

pub(crate) fn sort(plan: LogicalPlan, keys: Vec<SortKey>) -> LogicalPlan {
    if keys.is_empty() {
        return plan;
    }
    LogicalPlan::Sort(Sort { expr: keys, input: Arc::new(plan), fetch: None })
}

pub(crate) fn limit(plan: LogicalPlan, skip: i64, fetch: Option<i64>) -> LogicalPlan {
    if skip == 0 && fetch.is_none() {
        return plan;
    }
    let skip = (skip > 0).then(|| Box::new(lit(skip)));
    LogicalPlan::Limit(Limit { skip, fetch: fetch.map(|n| Box::new(lit(n))), input: Arc::new(plan) })
}

/// A join whose keys never match on NULL.
pub(crate) fn join(
    left: LogicalPlan,
    right: LogicalPlan,
    kind: JoinType,
    keys: Vec<(Expr, Expr)>,
    rest: Vec<Expr>,
) -> Result<LogicalPlan> {
    let (left, right) = (Arc::new(left), Arc::new(right));
    let nulls = NullEquality::NullEqualsNothing;
    let join = Join::try_new(left, right, keys, conjunction(rest), kind, JoinConstraint::On, nulls, false);
    join.map(LogicalPlan::Join).map_err(engine)
}

pub(crate) fn cross(left: LogicalPlan, right: LogicalPlan) -> Result<LogicalPlan> {
    join(left, right, JoinType::Inner, Vec::new(), Vec::new())
}

/// The columns an expression reads of its own row.
pub(crate) fn columns_of(expr: &Expr) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // The visitor never fails.
    let _ = expr.apply(|node| {
        if let Expr::Column(column) = node {
            found.insert(column.name.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

/// Names of the columns a plan yields.
pub(crate) fn outputs(plan: &LogicalPlan) -> BTreeSet<String> {
    plan.schema().fields().iter().map(|f| f.name().clone()).collect()
}
