//! Pauses in what computes for long, so that it can be stopped.
//!
//! The engine pauses where rows are read. A join makes any number of rows out of the few it has read, and nothing
//! above it waits for anything as long as there are more: without a pause such a query would not notice that it was
//! stopped, and would hold its turn to the end.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::unnest::UnnestExec;

/// The plan, in which what multiplies rows lets others have the thread now and then.
///
/// # Errors
/// None of a plan that the engine made.
pub(crate) fn with_pauses(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let paused = |plan: Arc<dyn ExecutionPlan>| {
        if multiplies(&plan) {
            Ok(Transformed::yes(Arc::new(CooperativeExec::new(plan)) as Arc<dyn ExecutionPlan>))
        } else {
            Ok(Transformed::no(plan))
        }
    };
    plan.transform_up(paused).data()
}

fn multiplies(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.is::<NestedLoopJoinExec>()
        || plan.is::<CrossJoinExec>()
        || plan.is::<HashJoinExec>()
        || plan.is::<SortMergeJoinExec>()
        || plan.is::<UnnestExec>()
}
