//! Steps of physical plans that can fail, held in their places while a rule of the engine runs.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterDescription, FilterPushdownPhase, FilterPushdownPropagation,
};
use datafusion::physical_plan::joins::NestedLoopJoinExec;
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use super::fallible::runs_fallibly;

/// One of the engine's rules, to which projections and joins' conditions that can fail are closed: what they compute
/// goes below no filter, no join and no limit, and no filter on it goes below them.
#[derive(Debug)]
pub(super) struct Holding(pub(super) Arc<dyn PhysicalOptimizerRule + Send + Sync>);

impl PhysicalOptimizerRule for Holding {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let held = plan.transform_up(|plan| {
            Ok(if must_be_held(&plan) { Transformed::yes(Arc::new(Held(plan)) as _) } else { Transformed::no(plan) })
        })?;
        let done = self.0.optimize(held.data, config)?;
        if !held.transformed {
            return Ok(done);
        }
        let freed = |plan: Arc<dyn ExecutionPlan>| match plan.downcast_ref::<Held>() {
            Some(held) => Ok(Transformed::yes(Arc::clone(&held.0))),
            None => Ok(Transformed::no(plan)),
        };
        done.transform_up(freed).data()
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn schema_check(&self) -> bool {
        self.0.schema_check()
    }
}

fn must_be_held(plan: &Arc<dyn ExecutionPlan>) -> bool {
    if let Some(projection) = plan.downcast_ref::<ProjectionExec>() {
        return projection.expr().iter().any(|column| runs_fallibly(&column.expr));
    }
    let join = plan.downcast_ref::<NestedLoopJoinExec>();
    join.and_then(NestedLoopJoinExec::filter).is_some_and(|filter| runs_fallibly(filter.expression()))
}

/// A step that can fail. Never runs: the rule that makes it takes it away.
#[derive(Debug)]
struct Held(Arc<dyn ExecutionPlan>);

impl Held {
    /// A filter that no child can take.
    fn nothing() -> Arc<dyn PhysicalExpr> {
        Arc::new(Column::new("\0", usize::MAX))
    }

    /// Whether a filter reads what can fail.
    fn computes(&self, filter: &Arc<dyn PhysicalExpr>) -> bool {
        let Some(projection) = self.0.downcast_ref::<ProjectionExec>() else { return false };
        collect_columns(filter)
            .iter()
            .any(|column| projection.expr().get(column.index()).is_none_or(|computed| runs_fallibly(&computed.expr)))
    }
}

impl DisplayAs for Held {
    fn fmt_as(&self, t: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt_as(t, f)
    }
}

impl ExecutionPlan for Held {
    fn name(&self) -> &'static str {
        "Held"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.0.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.0.children()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.0.apply_expressions(f)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let inner = replace_children_if_necessary(Arc::clone(&self.0), children)?;
        Ok(Arc::new(Self(inner)))
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        internal_err!("a step is still held")
    }

    fn gather_filters_for_pushdown(
        &self,
        phase: FilterPushdownPhase,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        config: &ConfigOptions,
    ) -> Result<FilterDescription> {
        let open = |filter| if self.computes(&filter) { Self::nothing() } else { filter };
        self.0.gather_filters_for_pushdown(phase, filters.into_iter().map(open).collect(), config)
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let done = self.0.handle_child_pushdown_result(phase, result, config)?;
        let updated_node = done.updated_node.map(|node| Arc::new(Self(node)) as _);
        Ok(FilterPushdownPropagation { filters: done.filters, updated_node })
    }

    /// A choice of a projection's columns is made in the projection.
    fn try_swapping_with_projection(&self, above: &ProjectionExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(projection) = self.0.downcast_ref::<ProjectionExec>() else {
            return self.0.try_swapping_with_projection(above);
        };
        let mut chosen = Vec::with_capacity(above.expr().len());
        let mut seen = Vec::with_capacity(above.expr().len());
        for column in above.expr() {
            let place = column.expr.downcast_ref::<Column>().map(Column::index).filter(|place| !seen.contains(place));
            let Some((place, computed)) = place.and_then(|p| projection.expr().get(p).map(|c| (p, c))) else {
                return Ok(None);
            };
            seen.push(place);
            chosen.push(ProjectionExpr { expr: Arc::clone(&computed.expr), alias: column.alias.clone() });
        }
        let inner = ProjectionExec::try_new(chosen, Arc::clone(projection.input()))?;
        Ok(Some(Arc::new(Self(Arc::new(inner)))))
    }
}
