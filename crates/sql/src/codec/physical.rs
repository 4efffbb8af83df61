//! The codec of physical plans.

use std::sync::Arc;

use datafusion::common::{DFSchema, Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::work_table::WorkTableExec;
use datafusion_proto::physical_plan::{
    AsExecutionPlan, PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::PhysicalPlanNode;

use super::functions::{Functions, guarded, on_stack};
use super::logical::TrinoLogicalCodec;
use super::others::Others;
use super::parcel::{self, Parcels};
use super::{aggregate, recognition, recursion, scalar, window};
use crate::analyzer::pattern::MatchRecognizeExec;

const RECOGNITION: u8 = 1;
const RECURSION: u8 = 2;
const WORK_TABLE: u8 = 3;
/// A part of a plan, see [`parcel`].
pub(super) const PARCEL: u8 = 4;
const OTHER: u8 = 254;

/// Writes and reads the physical plans of queries.
///
/// Functions, steps and expressions that are neither ours nor the engine's are the inner codec's. Without one, what
/// it would have to write is refused by name.
#[derive(Debug, Clone, Default)]
pub struct TrinoPhysicalCodec {
    functions: Functions,
}

impl TrinoPhysicalCodec {
    /// A codec of plans without steps, expressions and functions of others.
    pub fn new() -> Self {
        Self::default()
    }

    /// A codec that asks another about what is not ours.
    pub fn with_inner(inner: Arc<dyn PhysicalExtensionCodec>) -> Self {
        Self { functions: Functions::new(Others::Physical(inner)) }
    }

    /// A plan as bytes. Deep plans and expressions go in parcels, which the engine's form alone writes but cannot read.
    ///
    /// # Errors
    /// What cannot be written, by its name.
    pub fn encode(&self, plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
        on_stack(|| {
            let node = Parcels::default().execution_plan_to_proto(plan, self)?;
            parcel::bytes_of(&node)
        })
    }

    /// The plan of some bytes. Bytes of any kind are an error at worst.
    ///
    /// # Errors
    /// When the bytes are of no plan, or name what is not known here.
    pub fn decode(&self, bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn ExecutionPlan>> {
        on_stack(|| {
            guarded(|| {
                let node = PhysicalPlanNode::try_decode(bytes)?;
                Parcels::default().proto_to_execution_plan(&node, &PhysicalPlanDecodeContext::new(context, self))
            })
        })
    }

    fn inner(&self) -> Option<&Arc<dyn PhysicalExtensionCodec>> {
        match &self.functions.others {
            Others::Physical(inner) => Some(inner),
            Others::Nobody | Others::Logical(_) => None,
        }
    }
}

impl PhysicalExtensionCodec for TrinoPhysicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.functions.read(bytes, |functions, kind, r| {
            let logical = TrinoLogicalCodec::of_functions(functions.clone());
            match kind {
                RECOGNITION => recognition::read_physical(&logical, inputs, r),
                RECURSION => {
                    let (name, distinct) = (r.text()?.to_owned(), r.flag()?);
                    let schema = logical.decode_schema(r.bytes()?)?;
                    recursion::recursion(name, distinct, Arc::clone(schema.inner()), inputs)
                }
                WORK_TABLE => {
                    let name = r.text()?.to_owned();
                    let schema = logical.decode_schema(r.bytes()?)?;
                    Ok(Arc::new(WorkTableExec::new(name, Arc::clone(schema.inner()), None)?))
                }
                PARCEL => {
                    let node = PhysicalPlanNode::try_decode(r.bytes()?)?;
                    let deeper = Self { functions: functions.clone() };
                    converter.proto_to_execution_plan(&node, &PhysicalPlanDecodeContext::new(context, &deeper))
                }
                OTHER => match self.inner() {
                    Some(inner) => inner.try_decode(r.bytes()?, inputs, context, converter),
                    None => plan_err!("no codec knows a step of the plan"),
                },
                other => plan_err!("a plan's bytes hold no step: {other}"),
            }
        })
    }

    fn try_encode(
        &self,
        step: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.functions.payload(buffer, |functions, w| {
            let logical = TrinoLogicalCodec::of_functions(functions.clone());
            if let Some(recognition) = step.downcast_ref::<MatchRecognizeExec>() {
                w.byte(RECOGNITION);
                recognition::write_physical(&logical, recognition, w)
            } else if let Some(recursion) = step.downcast_ref::<RecursiveQueryExec>() {
                w.byte(RECURSION);
                w.text(recursion.name());
                w.flag(recursion.is_distinct());
                w.bytes(&logical.encode_schema(&DFSchema::try_from(ExecutionPlan::schema(recursion))?)?);
                Ok(())
            } else if let Some(table) = step.downcast_ref::<WorkTableExec>() {
                w.byte(WORK_TABLE);
                w.text(table.name());
                w.bytes(&logical.encode_schema(&DFSchema::try_from(table.schema())?)?);
                Ok(())
            } else if let Some(inner) = self.inner() {
                let mut bytes = Vec::new();
                inner.try_encode(Arc::clone(&step), &mut bytes, converter)?;
                w.byte(OTHER);
                w.bytes(&bytes);
                Ok(())
            } else {
                plan_err!("no codec knows the step {}", step.name())
            }
        })
    }

    fn try_decode_expr(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        context: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.functions.read(bytes, |_, kind, r| match kind {
            PARCEL => context.decode(&parcel::expr_of(r.bytes()?)?),
            OTHER => match self.inner() {
                Some(inner) => inner.try_decode_expr(r.bytes()?, inputs, context),
                None => plan_err!("no codec knows an expression of the plan"),
            },
            other => plan_err!("a plan's bytes hold no expression: {other}"),
        })
    }

    fn try_encode_expr(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        buffer: &mut Vec<u8>,
        context: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.functions.payload(buffer, |_, w| {
            let Some(inner) = self.inner() else { return plan_err!("no codec knows the expression {expr}") };
            let mut bytes = Vec::new();
            inner.try_encode_expr(expr, &mut bytes, context)?;
            w.byte(OTHER);
            w.bytes(&bytes);
            Ok(())
        })
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        scalar::decode(&self.functions, name, bytes)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        scalar::encode(&self.functions, function, buffer)
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        aggregate::decode(&self.functions, name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        aggregate::encode(&self.functions, function, buffer)
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        window::decode(&self.functions, name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
        window::encode(&self.functions, function, buffer)
    }
}
