//! What writing and reading functions needs: who knows the others, and how deep payloads lie in payloads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::DataType;
use datafusion::common::{DataFusionError, Result, ScalarValue, plan_datafusion_err, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::expr::Cast;
use datafusion::logical_expr::{Expr, lit};
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::logical_plan::from_proto::parse_expr;
use datafusion_proto::logical_plan::to_proto::serialize_expr;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::{LogicalPlanNode, ValuesNode};

use super::bytes::{Reader, Writer};
use super::logical::TrinoLogicalCodec;
use super::others::Others;
use super::pack::unpack;

/// The form of payloads; bytes of another are refused.
pub(super) const VERSION: u8 = 1;
/// Payloads in payloads, such as lambdas in lambdas.
const NESTING_MAX: usize = 200;
/// What reading or writing one level of payloads takes of the stack, at most: the engine's messages nest a hundred
/// deep.
const LEVEL_STACK_BYTES: usize = 4 << 20;
/// A payload that says why there is none.
const FAILED: u8 = 255;

/// The first thing that could not be written. The engine goes on when a logical plan's function fails to be written,
/// so it is kept here.
#[derive(Debug, Clone, Default)]
pub(super) struct Failure(Option<Arc<Mutex<Option<DataFusionError>>>>);

impl Failure {
    pub(super) fn kept() -> Self {
        Self(Some(Arc::default()))
    }

    fn keep(&self, error: DataFusionError) {
        if let Some(kept) = &self.0 {
            kept.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let kept = self.0.as_ref().and_then(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner).take());
        kept.map_or(Ok(()), Err)
    }
}

/// Writes and reads functions.
#[derive(Debug, Clone, Default)]
pub(super) struct Functions {
    pub(super) others: Others,
    pub(super) failure: Failure,
    depth: usize,
}

impl Functions {
    pub(super) fn new(others: Others) -> Self {
        Self { others, failure: Failure::default(), depth: 0 }
    }

    /// The same, keeping the first failure.
    pub(super) fn keeping(&self) -> Self {
        Self { failure: Failure::kept(), ..self.clone() }
    }

    /// The same for payloads within this one.
    ///
    /// # Errors
    /// When they lie too deep.
    pub(super) fn deeper(&self) -> Result<Self> {
        if self.depth >= NESTING_MAX {
            return plan_err!("a plan with functions within functions beyond {NESTING_MAX} levels cannot be written");
        }
        Ok(Self { depth: self.depth + 1, ..self.keeping() })
    }

    /// Writes a payload. What cannot be written leaves its reason, for the reader of a plan whose writer went on.
    pub(super) fn payload(
        &self,
        buffer: &mut Vec<u8>,
        write: impl FnOnce(&Self, &mut Writer) -> Result<()>,
    ) -> Result<()> {
        let mut writer = Writer::default();
        writer.byte(VERSION);
        let result = match self.deeper() {
            Ok(deeper) => on_stack(|| write(&deeper, &mut writer)),
            Err(error) => Err(error),
        };
        let Err(error) = result else {
            buffer.extend(writer.finish());
            return Ok(());
        };
        let mut reason = Writer::default();
        reason.byte(VERSION);
        reason.byte(FAILED);
        reason.text(&error.strip_backtrace());
        buffer.extend(reason.finish());
        self.failure.keep(plan_datafusion_err!("{}", error.strip_backtrace()));
        Err(error)
    }

    /// Reads a payload: `read` is given what kind it is.
    pub(super) fn read<T>(
        &self,
        bytes: &[u8],
        read: impl FnOnce(&Self, u8, &mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let deeper = self.deeper()?;
        let mut reader = Reader::new(bytes);
        match reader.byte()? {
            VERSION => {}
            other => return plan_err!("a plan's bytes are of version {other}, not {VERSION}"),
        }
        let found = match reader.byte()? {
            FAILED => return plan_err!("{}", reader.text()?),
            kind => on_stack(|| guarded(|| read(&deeper, kind, &mut reader)))?,
        };
        reader.end()?;
        Ok(found)
    }

    /// An expression in the engine's form. It goes in a node of a plan, for only plans can be made bytes.
    pub(super) fn encode_expr(&self, expr: &Expr) -> Result<Vec<u8>> {
        let functions = self.deeper()?;
        let codec = TrinoLogicalCodec::of_functions(functions.clone());
        on_stack(|| {
            let node = serialize_expr(expr, &codec).map_err(|e| plan_datafusion_err!("{e}"))?;
            functions.failure.check()?;
            let values = ValuesNode { n_cols: 1, values_list: vec![node] };
            let node = LogicalPlanNode { logical_plan_type: Some(LogicalPlanType::Values(values)) };
            let mut bytes = Vec::new();
            node.try_encode(&mut bytes)?;
            check_depth(&bytes)?;
            Ok(bytes)
        })
    }

    pub(super) fn decode_expr(&self, bytes: &[u8]) -> Result<Expr> {
        let codec = TrinoLogicalCodec::of_functions(self.deeper()?);
        on_stack(|| {
            let node = LogicalPlanNode::try_decode(bytes)?;
            let Some(LogicalPlanType::Values(values)) = &node.logical_plan_type else {
                return plan_err!("a plan's bytes hold no expression");
            };
            let [expr] = values.values_list.as_slice() else {
                return plan_err!("a plan's bytes hold no single expression");
            };
            let expr = parse_expr(expr, &TaskContext::default(), &codec).map_err(|e| plan_datafusion_err!("{e}"))?;
            Ok(unpack(expr)?.data)
        })
    }

    /// A type of the engine's, in its own form, as a cast to it.
    pub(super) fn encode_arrow_type(&self, data_type: &DataType) -> Result<Vec<u8>> {
        self.encode_expr(&Expr::Cast(Cast::new(Box::new(lit(ScalarValue::Null)), data_type.clone())))
    }

    pub(super) fn decode_arrow_type(&self, bytes: &[u8]) -> Result<DataType> {
        match self.decode_expr(bytes)? {
            Expr::Cast(cast) => Ok(cast.field.data_type().clone()),
            _ => plan_err!("a plan's bytes hold no type"),
        }
    }
}

/// Whether the bytes can be read: the reader refuses messages that nest too deep, but the writer does not.
pub(super) fn check_depth(bytes: &[u8]) -> Result<()> {
    match LogicalPlanNode::try_decode(bytes) {
        Ok(_) => Ok(()),
        Err(_) => plan_err!("an expression or a plan that is nested so deeply cannot be written"),
    }
}

/// Runs what goes deep on a stack that is large enough.
pub(super) fn on_stack<T>(run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(LEVEL_STACK_BYTES, 4 * LEVEL_STACK_BYTES, run)
}

/// Runs what reads strange bytes: some of the engine's readers panic on what no writer writes.
pub(super) fn guarded<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result,
        Err(_) => plan_err!("a plan's bytes hold what no plan is written as"),
    }
}
