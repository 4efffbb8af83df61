//! The codec of scans.

use std::sync::Arc;

use datafusion::common::{Result, plan_err};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::carried::arrived;
use super::step::LakeScan;

/// The form of what is written; bytes of another are refused.
const VERSION: u8 = 1;
const SCAN: u8 = 1;
const OTHER: u8 = 254;

/// Writes and reads the scans of a physical plan: of every format that tables have, with partitions, hidden columns,
/// other columns than the table's, filters, limits and byte ranges.
///
/// Where a plan arrives, the runtime must have a store for `s3://bucket` of every bucket it reads; its cache keeps
/// footers. Steps, expressions and functions of others are the inner codec's. Without one, a step that it would have
/// to write is refused by name.
#[derive(Debug, Clone, Default)]
pub struct LakePhysicalCodec {
    inner: Option<Arc<dyn PhysicalExtensionCodec>>,
}

impl LakePhysicalCodec {
    /// A codec of scans alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// A codec that asks another about what is no scan of files.
    pub fn with_inner(inner: Arc<dyn PhysicalExtensionCodec>) -> Self {
        Self { inner: Some(inner) }
    }

    fn inner(&self, of: &str) -> Result<&Arc<dyn PhysicalExtensionCodec>> {
        self.inner.as_ref().map_or_else(|| plan_err!("no codec knows {of}"), Ok)
    }
}

impl PhysicalExtensionCodec for LakePhysicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (bytes, inputs) {
            ([VERSION, SCAN, scan @ ..], [carrier]) => {
                Ok(DataSourceExec::from_data_source(arrived(scan, carrier.as_ref(), context)?))
            }
            ([VERSION, SCAN, ..], _) => plan_err!("a plan's bytes hold a scan of files that nothing carries"),
            ([VERSION, OTHER, step @ ..], inputs) => {
                self.inner("a step of the plan")?.try_decode(step, inputs, context, converter)
            }
            ([VERSION, ..] | [], _) => plan_err!("a plan's bytes hold no step"),
            ([version, ..], _) => plan_err!("a plan's bytes are of version {version}, not {VERSION}"),
        }
    }

    fn try_encode(
        &self,
        step: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if let Some(scan) = step.downcast_ref::<LakeScan>() {
            buffer.extend([VERSION, SCAN]);
            buffer.extend(&scan.bytes);
            return Ok(());
        }
        let inner = self.inner(&format!("the step {}", step.name()))?;
        buffer.extend([VERSION, OTHER]);
        inner.try_encode(step, buffer, converter)
    }

    fn try_decode_expr(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        context: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.inner("an expression of the plan")?.try_decode_expr(bytes, inputs, context)
    }

    fn try_encode_expr(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        buffer: &mut Vec<u8>,
        context: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.inner(&format!("the expression {expr}"))?.try_encode_expr(expr, buffer, context)
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.inner(&format!("the function {name}"))?.try_decode_udf(name, bytes)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.inner.as_ref().map_or(Ok(()), |inner| inner.try_encode_udf(function, buffer))
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.inner(&format!("the aggregate function {name}"))?.try_decode_udaf(name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.inner.as_ref().map_or(Ok(()), |inner| inner.try_encode_udaf(function, buffer))
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        self.inner(&format!("the window function {name}"))?.try_decode_udwf(name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.inner.as_ref().map_or(Ok(()), |inner| inner.try_encode_udwf(function, buffer))
    }
}
