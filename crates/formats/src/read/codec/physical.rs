//! The codec of scans.

use std::sync::Arc;

use datafusion::common::{Result, plan_err};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;

use super::carried::arrived;
use super::chain::{ChainedCodec, StepCodec};
use super::step::LakeScan;

/// Writes and reads the scans of a physical plan: of every format that tables have, with partitions, hidden columns,
/// other columns than the table's, filters, limits and byte ranges.
///
/// Where a plan arrives, the runtime must have a store for `s3://bucket` of every bucket it reads; its cache keeps
/// footers.
pub type LakePhysicalCodec = ChainedCodec<LakeScans>;

/// The scans of files.
#[derive(Debug, Clone, Copy, Default)]
pub struct LakeScans;

impl StepCodec for LakeScans {
    fn decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [carrier] = inputs else { return plan_err!("a plan's bytes hold a scan of files that nothing carries") };
        Ok(DataSourceExec::from_data_source(arrived(bytes, carrier.as_ref(), context)?))
    }

    fn encode(&self, step: &dyn ExecutionPlan, buffer: &mut Vec<u8>) -> Result<bool> {
        let Some(scan) = step.downcast_ref::<LakeScan>() else { return Ok(false) };
        buffer.extend(&scan.bytes);
        Ok(true)
    }
}
