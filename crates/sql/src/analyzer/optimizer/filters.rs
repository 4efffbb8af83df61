//! Filters move towards the tables, but for terms that can fail.

use std::sync::Arc;

use datafusion::common::tree_node::Transformed;
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Expr, Filter, Join, LogicalPlan};
use datafusion::optimizer::push_down_filter::PushDownFilter;
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

use super::fallible::is_fallible;
use crate::analyzer::udf::{is_late, late};

/// The engine's rule on the terms that cannot fail; the others stay in filters of their own above them.
#[derive(Debug, Default)]
pub(super) struct PushDownFilters(PushDownFilter);

impl OptimizerRule for PushDownFilters {
    fn name(&self) -> &'static str {
        "push_down_filter"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Filter(filter) => self.filter(filter, config),
            LogicalPlan::Join(join) => self.join(None, join, config),
            other => Ok(Transformed::no(other)),
        }
    }
}

impl PushDownFilters {
    fn filter(&self, filter: Filter, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let input = Arc::clone(&filter.input);
        let stay = |term: &Expr| stays(term, &input);
        let (staying, going): (Vec<_>, Vec<_>) = split_conjunction_owned(filter.predicate).into_iter().partition(stay);
        let Some(going) = conjunction(going) else {
            let marked = staying.iter().all(|term| is_late(term) || !is_fallible(term));
            return Ok(match held(staying) {
                Some(predicate) => {
                    let plan = LogicalPlan::Filter(Filter::try_new(predicate, filter.input)?);
                    if marked { Transformed::no(plan) } else { Transformed::yes(plan) }
                }
                None => Transformed::yes(Arc::unwrap_or_clone(filter.input)),
            });
        };
        if let Some(staying) = held(staying) {
            let below = LogicalPlan::Filter(Filter::try_new(going, filter.input)?);
            return Ok(Transformed::yes(LogicalPlan::Filter(Filter::try_new(staying, Arc::new(below))?)));
        }
        drop(input);
        match Arc::unwrap_or_clone(filter.input) {
            LogicalPlan::Filter(below) => self.filter_over_filter(going, below, config),
            LogicalPlan::Join(join) => self.join(Some(going), join, config),
            other => self.0.rewrite(LogicalPlan::Filter(Filter::try_new(going, Arc::new(other))?), config),
        }
    }

    /// Terms that cannot fail over a filter join its own, and go below those of them that stay.
    fn filter_over_filter(
        &self,
        going: Expr,
        below: Filter,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let mut terms = split_conjunction_owned(below.predicate);
        for term in split_conjunction_owned(going) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        let Some(predicate) = conjunction(terms) else { return internal_err!("a filter has a term") };
        let merged = self.filter(Filter::try_new(predicate, below.input)?, config)?;
        Ok(Transformed::yes(merged.data))
    }

    /// A join, and the terms of a filter over it that may move below; terms of its own that can fail stay.
    fn join(
        &self,
        above: Option<Expr>,
        mut join: Join,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let terms = join.filter.take().map_or_else(Vec::new, split_conjunction_owned);
        let (staying, going): (Vec<_>, Vec<_>) = terms.into_iter().partition(is_fallible);
        join.filter = conjunction(going);
        let join = LogicalPlan::Join(join);
        let plan = match above {
            Some(above) => LogicalPlan::Filter(Filter::try_new(above, Arc::new(join))?),
            None => join,
        };
        let mut moved = self.0.rewrite(plan, config)?;
        if !staying.is_empty() {
            put_back(&mut moved.data, staying)?;
        }
        Ok(moved)
    }
}

/// Whether a term over `input` can fail, or would below the step that computes what it reads.
fn stays(term: &Expr, input: &LogicalPlan) -> bool {
    if is_fallible(term) {
        return true;
    }
    let computed: Vec<(String, &Expr)> = match input {
        LogicalPlan::Projection(node) => {
            node.schema.fields().iter().map(|f| f.name().clone()).zip(&node.expr).collect()
        }
        LogicalPlan::Aggregate(node) => node.group_expr.iter().map(|e| (e.qualified_name().1, e)).collect(),
        _ => return false,
    };
    let read = term.column_refs();
    computed.into_iter().any(|(name, expr)| read.iter().any(|c| c.name == name) && is_fallible(expr))
}

/// The terms that stay, marked so that nothing else moves them.
fn held(terms: Vec<Expr>) -> Option<Expr> {
    let mark = |term: Expr| if is_late(&term) || !is_fallible(&term) { term } else { late(term) };
    conjunction(terms.into_iter().map(mark))
}

/// The terms as the last ones of the join that is left of a plan.
fn put_back(plan: &mut LogicalPlan, terms: Vec<Expr>) -> Result<()> {
    match plan {
        LogicalPlan::Join(join) => {
            join.filter = conjunction(join.filter.take().into_iter().chain(terms));
            Ok(())
        }
        LogicalPlan::Filter(filter) => put_back(Arc::make_mut(&mut filter.input), terms),
        _ => internal_err!("a join is gone"),
    }
}
