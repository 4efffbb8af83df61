//! Every step that a query's plan can have, as bytes.

use std::sync::Arc;

use boathouse_formats::read::LakePhysicalCodec;
use boathouse_sql::codec::TrinoPhysicalCodec;
use datafusion::common::{Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use crate::restart::Restart;

/// The form of what is written; bytes of another are refused.
const VERSION: u8 = 1;
const RESTART: u8 = 1;
const OTHER: u8 = 254;

/// The codec of the plans of [`Queries::plan`](crate::Queries::plan): Trino's functions and steps, scans of every
/// format, and what queries put between. What none of them knows is asked of `others`, such as a scheduler's own codec.
///
/// Where a plan arrives, the runtime must have a store for `s3://bucket` of every bucket it reads. Tables whose rows
/// the server makes, such as those of `information_schema`, are refused by name.
pub fn plan_codec(others: Option<Arc<dyn PhysicalExtensionCodec>>) -> TrinoPhysicalCodec {
    TrinoPhysicalCodec::with_inner(Arc::new(LakePhysicalCodec::with_inner(Arc::new(QueryCodec { others }))))
}

/// Writes and reads the steps that this crate puts into plans.
#[derive(Debug)]
struct QueryCodec {
    others: Option<Arc<dyn PhysicalExtensionCodec>>,
}

impl QueryCodec {
    fn others(&self, of: &str) -> Result<&Arc<dyn PhysicalExtensionCodec>> {
        self.others.as_ref().map_or_else(|| plan_err!("no codec knows {of}"), Ok)
    }
}

impl PhysicalExtensionCodec for QueryCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (bytes, inputs) {
            ([VERSION, RESTART, again @ (0 | 1)], [input]) => Ok(Restart::step(Arc::clone(input), *again == 1)),
            ([VERSION, OTHER, step @ ..], inputs) => {
                self.others("a step of the plan")?.try_decode(step, inputs, context, converter)
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
        if let Some(restart) = step.downcast_ref::<Restart>() {
            buffer.extend([VERSION, RESTART, u8::from(restart.again())]);
            return Ok(());
        }
        if let Some(made) = step.downcast_ref::<StreamingTableExec>() {
            let tables: Vec<_> = made.partitions().iter().map(|table| format!("{table:?}")).collect();
            let tables = tables.join(", ");
            return plan_err!("the rows of {tables} are made by the server, so a plan that reads them runs only there");
        }
        let others = self.others(&format!("the step {}", step.name()))?;
        buffer.extend([VERSION, OTHER]);
        others.try_encode(step, buffer, converter)
    }

    fn try_decode_expr(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        context: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.others("an expression of the plan")?.try_decode_expr(bytes, inputs, context)
    }

    fn try_encode_expr(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        buffer: &mut Vec<u8>,
        context: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.others(&format!("the expression {expr}"))?.try_encode_expr(expr, buffer, context)
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.others(&format!("the function {name}"))?.try_decode_udf(name, bytes)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.others.as_ref().map_or(Ok(()), |others| others.try_encode_udf(function, buffer))
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.others(&format!("the aggregate function {name}"))?.try_decode_udaf(name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.others.as_ref().map_or(Ok(()), |others| others.try_encode_udaf(function, buffer))
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        self.others(&format!("the window function {name}"))?.try_decode_udwf(name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.others.as_ref().map_or(Ok(()), |others| others.try_encode_udwf(function, buffer))
    }
}
