//! Inner joins are ordered by their keys, but for those whose conditions can fail.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchemaRef, JoinType, Result};
use datafusion::logical_expr::{Expr, Extension, Join, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::optimizer::eliminate_cross_join::EliminateCrossJoin;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};

use super::fallible::is_fallible;
use super::keys::place_keys;

/// The engine's rule, to which a join that can fail is one relation: its conditions are evaluated on the rows that
/// it was written over.
#[derive(Debug, Default)]
pub(super) struct OrderJoins(EliminateCrossJoin);

impl OptimizerRule for OrderJoins {
    fn name(&self) -> &'static str {
        "eliminate_cross_join"
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        if !plan.exists(|node| Ok(matches!(node, LogicalPlan::Join(_))))? {
            return Ok(Transformed::no(plan));
        }
        let keyed = plan.transform_down(place_keys)?;
        let covered = keyed.data.transform_up(|node| match node {
            LogicalPlan::Join(mut join) if join.join_type == JoinType::Inner && can_fail(&join) => {
                for side in [&mut join.left, &mut join.right] {
                    let ordered = self.0.rewrite(std::mem::take(Arc::make_mut(side)), config)?;
                    *side = Arc::new(ordered.data);
                }
                let node = Arc::new(Covered(LogicalPlan::Join(join)));
                Ok(Transformed::yes(LogicalPlan::Extension(Extension { node })))
            }
            other => Ok(Transformed::no(other)),
        })?;
        let ordered = self.0.rewrite(covered.data, config)?;
        let shown = match covered.transformed {
            true => ordered.data.transform_down(uncovered)?.data.recompute_schema()?,
            false => ordered.data,
        };
        let changed = keyed.transformed || covered.transformed || ordered.transformed;
        Ok(if changed { Transformed::yes(shown) } else { Transformed::no(shown) })
    }
}

fn can_fail(join: &Join) -> bool {
    join.filter.iter().chain(join.on.iter().flat_map(|(l, r)| [l, r])).any(is_fallible)
}

fn uncovered(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Extension(extension) = &plan else { return Ok(Transformed::no(plan)) };
    Ok(match extension.node.as_any().downcast_ref::<Covered>() {
        Some(covered) => Transformed::yes(covered.0.clone()),
        None => Transformed::no(plan),
    })
}

/// A join as a step without inputs, for as long as the rule runs.
#[derive(Debug, PartialEq, Eq, PartialOrd, Hash)]
struct Covered(LogicalPlan);

impl UserDefinedLogicalNodeCore for Covered {
    fn name(&self) -> &'static str {
        "Covered"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        Vec::new()
    }

    fn schema(&self) -> &DFSchemaRef {
        self.0.schema()
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Covered")
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, _: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self(self.0.clone()))
    }
}
