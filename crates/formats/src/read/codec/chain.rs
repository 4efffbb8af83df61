//! Codecs of single steps, one behind the other: each writes its own steps and asks the next about the rest.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

/// The form of what is written; bytes of another are refused.
const VERSION: u8 = 1;
const OWN: u8 = 1;
const OTHER: u8 = 254;

/// The steps of one kind, as bytes.
pub trait StepCodec: fmt::Debug + Send + Sync + 'static {
    /// The step of some bytes.
    ///
    /// # Errors
    /// When the bytes are of no step of this kind.
    fn decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>>;

    /// Adds the bytes of a step, or says that it is of another kind.
    ///
    /// # Errors
    /// When the step cannot be written at all.
    fn encode(&self, step: &dyn ExecutionPlan, buffer: &mut Vec<u8>) -> Result<bool>;
}

/// Writes and reads the steps of one kind. Other steps, expressions and functions are the inner codec's. Without one, a
/// step that it would have to write is refused by name.
#[derive(Debug, Clone, Default)]
pub struct ChainedCodec<S> {
    steps: S,
    inner: Option<Arc<dyn PhysicalExtensionCodec>>,
}

impl<S: StepCodec + Default> ChainedCodec<S> {
    /// A codec of its own steps alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// A codec that asks another, if there is one, about other steps.
    pub fn with_inner(inner: impl Into<Option<Arc<dyn PhysicalExtensionCodec>>>) -> Self {
        Self { steps: S::default(), inner: inner.into() }
    }

    fn inner(&self, of: &str) -> Result<&Arc<dyn PhysicalExtensionCodec>> {
        self.inner.as_ref().map_or_else(|| plan_err!("no codec knows {of}"), Ok)
    }
}

impl<S: StepCodec + Default> PhysicalExtensionCodec for ChainedCodec<S> {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match bytes {
            [VERSION, OWN, step @ ..] => self.steps.decode(step, inputs, context),
            [VERSION, OTHER, step @ ..] => {
                self.inner("a step of the plan")?.try_decode(step, inputs, context, converter)
            }
            [VERSION, ..] | [] => plan_err!("a plan's bytes hold no step"),
            [version, ..] => plan_err!("a plan's bytes are of version {version}, not {VERSION}"),
        }
    }

    fn try_encode(
        &self,
        step: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let start = buffer.len();
        buffer.extend([VERSION, OWN]);
        if self.steps.encode(step.as_ref(), buffer)? {
            return Ok(());
        }
        buffer.truncate(start);
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
