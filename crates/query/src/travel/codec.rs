//! Every step that a query's plan can have, as bytes.

use std::sync::Arc;

use boathouse_formats::read::{ChainedCodec, LakePhysicalCodec, StepCodec};
use boathouse_sql::codec::TrinoPhysicalCodec;
use datafusion::common::{Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

use crate::steps::{Restart, Slices};

/// The codec of the plans of [`Queries::plan`](crate::Queries::plan): Trino's functions and steps, scans of every
/// format, and what queries put between. What none of them knows is asked of `others`, such as a scheduler's own codec.
///
/// Where a plan arrives, the runtime must have a store for `s3://bucket` of every bucket it reads. Tables whose rows
/// the server makes, such as those of `information_schema`, are refused by name.
pub fn plan_codec(others: Option<Arc<dyn PhysicalExtensionCodec>>) -> TrinoPhysicalCodec {
    let steps: Arc<dyn PhysicalExtensionCodec> = Arc::new(ChainedCodec::<QuerySteps>::with_inner(others));
    TrinoPhysicalCodec::with_inner(Arc::new(LakePhysicalCodec::with_inner(steps)))
}

/// The steps that this crate puts into plans.
#[derive(Debug, Clone, Copy, Default)]
struct QuerySteps;

const RESTART: u8 = 1;
const SLICES: u8 = 2;

impl StepCodec for QuerySteps {
    fn decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (bytes, inputs) {
            ([RESTART, again @ (0 | 1)], [input]) => Ok(Restart::step(Arc::clone(input), *again == 1)),
            ([SLICES, rows_max @ ..], [input]) => {
                let rows_max = rows_max.try_into().ok().and_then(|rows| usize::try_from(u64::from_le_bytes(rows)).ok());
                match rows_max {
                    Some(rows_max @ 1..) => Ok(Slices::step(Arc::clone(input), rows_max)),
                    _ => plan_err!("a plan's bytes hold slices of no rows"),
                }
            }
            _ => plan_err!("a plan's bytes hold no step"),
        }
    }

    fn encode(&self, step: &dyn ExecutionPlan, buffer: &mut Vec<u8>) -> Result<bool> {
        if let Some(restart) = step.downcast_ref::<Restart>() {
            buffer.extend([RESTART, u8::from(restart.again())]);
            return Ok(true);
        }
        if let Some(slices) = step.downcast_ref::<Slices>() {
            buffer.push(SLICES);
            buffer.extend((slices.rows_max() as u64).to_le_bytes());
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
