//! The steps that are put into every plan before it runs.

mod pauses;
mod restart;
mod slices;

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::physical_plan::ExecutionPlan;

pub(crate) use self::restart::Restart;
pub(crate) use self::slices::Slices;

/// The plan as it runs.
///
/// # Errors
/// None of a plan that the engine made.
pub(crate) fn with_steps(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    pauses::with_pauses(restart::with_restarts(slices::with_slices(plan)?)?)
}
