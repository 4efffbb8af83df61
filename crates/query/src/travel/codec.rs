//! Every step that a query's plan can have, as bytes.

use std::sync::Arc;

use boathouse_formats::read::{ChainedCodec, LakePhysicalCodec, StepCodec};
use boathouse_sql::codec::TrinoPhysicalCodec;
use datafusion::common::{Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

use crate::restart::Restart;

/// The codec of the plans of [`Queries::plan`](crate::Queries::plan): Trino's functions and steps, scans of every
/// format, and what queries put between. What none of them knows is asked of `others`, such as a scheduler's own codec.
///
/// Where a plan arrives, the runtime must have a store for `s3://bucket` of every bucket it reads. Tables whose rows
/// the server makes, such as those of `information_schema`, are refused by name.
pub fn plan_codec(others: Option<Arc<dyn PhysicalExtensionCodec>>) -> TrinoPhysicalCodec {
    let steps: Arc<dyn PhysicalExtensionCodec> = Arc::new(ChainedCodec::<Restarts>::with_inner(others));
    TrinoPhysicalCodec::with_inner(Arc::new(LakePhysicalCodec::with_inner(steps)))
}

/// The steps that this crate puts into plans.
#[derive(Debug, Clone, Copy, Default)]
struct Restarts;

impl StepCodec for Restarts {
    fn decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (bytes, inputs) {
            ([again @ (0 | 1)], [input]) => Ok(Restart::step(Arc::clone(input), *again == 1)),
            _ => plan_err!("a plan's bytes hold no step"),
        }
    }

    fn encode(&self, step: &dyn ExecutionPlan, buffer: &mut Vec<u8>) -> Result<bool> {
        if let Some(restart) = step.downcast_ref::<Restart>() {
            buffer.push(u8::from(restart.again()));
            return Ok(true);
        }
        if let Some(made) = step.downcast_ref::<StreamingTableExec>() {
            let tables: Vec<_> = made.partitions().iter().map(|table| format!("{table:?}")).collect();
            let tables = tables.join(", ");
            return plan_err!("the rows of {tables} are made by the server, so a plan that reads them runs only there");
        }
        Ok(false)
    }
}
