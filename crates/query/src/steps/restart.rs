//! Inputs that can be run twice.
//!
//! A nested loop join that cannot hold its left side runs that side a second time, to spill it. Steps of plans run
//! once: scans have given out their files, and repartitioned rows are gone.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::JoinType;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{replace_children_if_necessary, reset_plan_states};
use datafusion::physical_plan::joins::{HashJoinExec, NestedLoopJoinExec};
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::work_table::WorkTableExec;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};

/// The plan, in which the left side of every nested loop join runs again from its start or not at all.
///
/// # Errors
/// None of a plan that the engine made.
pub(crate) fn with_restarts(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let changed = plan.transform_up(|plan| {
        let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>() else { return Ok(Transformed::no(plan)) };
        let right = Arc::clone(join.right());
        // When such a join spills, each of its partitions gives out the left rows that have no partner in it alone.
        let keeps_left = matches!(
            join.join_type(),
            JoinType::Left | JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark | JoinType::Full
        );
        let again = !keeps_left || right.output_partitioning().partition_count() == 1;
        let left = Restart::step(Arc::clone(join.left()), again);
        replace_children_if_necessary(plan, vec![left, right]).map(Transformed::yes)
    });
    changed.data()
}

/// An input of one partition that starts anew when it is run again, or says that memory ran out.
#[derive(Debug)]
pub(crate) struct Restart {
    input: Arc<dyn ExecutionPlan>,
    again: bool,
    started: AtomicBool,
}

impl Restart {
    /// The step; without `again`, a second run is refused.
    pub(crate) fn step(input: Arc<dyn ExecutionPlan>, again: bool) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { input, again, started: AtomicBool::new(false) })
    }

    pub(crate) fn again(&self) -> bool {
        self.again
    }
}

impl DisplayAs for Restart {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Restart")
    }
}

impl ExecutionPlan for Restart {
    fn name(&self) -> &'static str {
        "Restart"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(input) = children.pop() else { return internal_err!("a restart has one input") };
        Ok(Self::step(input, self.again))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if !self.started.swap(true, Ordering::Relaxed) {
            return self.input.execute(partition, context);
        }
        if self.again && is_repeatable(&self.input) {
            return reset_plan_states(Arc::clone(&self.input))?.execute(partition, context);
        }
        let text = "a nested loop join cannot hold its left side, and cannot spill it";
        Err(DataFusionError::ResourcesExhausted(text.to_owned()))
    }
}

/// Whether a second run gives the rows of the first.
///
/// Scans keep the filters that sorts with a limit and aggregates gave them in the first run, which leave out rows
/// that were seen by then. What hash joins gave them is as right the second time. The rows that a recursive query
/// works on are gone.
fn is_repeatable(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let keeps_filters = !plan.dynamic_expressions_produced().is_empty() && !plan.is::<HashJoinExec>();
    let recurses = plan.is::<RecursiveQueryExec>() || plan.is::<WorkTableExec>();
    !keeps_filters && !recurses && plan.children().into_iter().all(is_repeatable)
}

#[cfg(test)]
mod tests;
