//! Deep physical plans and expressions in parcels: the engine's messages nest no deeper than a hundred, so what is
//! below a certain depth goes as bytes into the payload of a step, or of an expression, of its own.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::Schema;
use datafusion::common::{Result, plan_err};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::to_proto::serialize_physical_expr_with_converter;
use datafusion_proto::physical_plan::{
    AsExecutionPlan, PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalPlanNodeExt,
    PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::physical_expr_node::ExprType;
use datafusion_proto::protobuf::physical_plan_node::PhysicalPlanType;
use datafusion_proto::protobuf::{
    FilterExecNode, PhysicalExprNode, PhysicalExtensionExprNode, PhysicalExtensionNode, PhysicalPlanNode,
};

use super::batches;
use super::bytes::{Reader, Writer};
use super::functions::{VERSION, on_stack};
use super::physical::PARCEL;

/// Levels of a plan in one parcel. Each is two messages.
const PLAN_LEVELS: usize = 10;
/// Levels of an expression in one parcel. Each is up to three messages.
const EXPR_LEVELS: usize = 12;
/// Parcels in parcels.
const PARCELS_MAX: usize = 200;

/// Puts what is deep in parcels, and takes it out.
#[derive(Debug, Default)]
pub(super) struct Parcels {
    plans: Cell<usize>,
    exprs: Cell<usize>,
    parcels: Cell<usize>,
    /// Expressions that several steps share, by their numbers: what a join learns reaches the scans it was given to.
    shared: RefCell<HashMap<u64, Arc<dyn PhysicalExpr>>>,
}

impl Parcels {
    /// Runs one level deeper.
    fn level<T>(level: &Cell<usize>, run: impl FnOnce(usize) -> Result<T>) -> Result<T> {
        let before = level.replace(level.get() + 1);
        let result = run(before + 1);
        level.set(before);
        result
    }

    /// Reads what is in a parcel.
    fn open<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        Self::level(&self.parcels, |depth| {
            if depth > PARCELS_MAX {
                return plan_err!("a plan's bytes hold more than {PARCELS_MAX} levels of parcels");
            }
            on_stack(read)
        })
    }
}

impl PhysicalProtoConverterExtension for Parcels {
    fn execution_plan_to_proto(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        Self::level(&self.plans, |depth| {
            let exprs = self.exprs.replace(0);
            let node =
                on_stack(|| PhysicalPlanNode::try_from_physical_plan_with_converter(Arc::clone(plan), codec, self));
            self.exprs.set(exprs);
            let node = node?;
            if depth % PLAN_LEVELS != 0 {
                return Ok(node);
            }
            let parcel = PhysicalExtensionNode { node: sealed(&bytes_of(&node)?), inputs: Vec::new() };
            Ok(PhysicalPlanNode { physical_plan_type: Some(PhysicalPlanType::Extension(parcel)) })
        })
    }

    fn physical_expr_to_proto(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalExprNode> {
        Self::level(&self.exprs, |depth| {
            let node = on_stack(|| serialize_physical_expr_with_converter(expr, codec, self))?;
            if depth % EXPR_LEVELS != 0 {
                return Ok(node);
            }
            let parcel = PhysicalExtensionExprNode { expr: sealed(&expr_bytes(node)?), inputs: Vec::new() };
            Ok(PhysicalExprNode { expr_id: None, expr_type: Some(ExprType::Extension(parcel)) })
        })
    }

    fn proto_to_execution_plan(
        &self,
        node: &PhysicalPlanNode,
        context: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        if let Some(PhysicalPlanType::Extension(extension)) = &node.physical_plan_type
            && let Some(inside) = opened(&extension.node)
        {
            // Not by the codec, which would lose the context.
            return self.open(|| self.proto_to_execution_plan(&PhysicalPlanNode::try_decode(inside)?, context));
        }
        if let Some(PhysicalPlanType::MemoryScan(scan)) = &node.physical_plan_type {
            scan.partitions.iter().try_for_each(|partition| batches::check(partition))?;
        }
        self.default_proto_to_execution_plan(node, context)
    }

    fn proto_to_physical_expr(
        &self,
        node: &PhysicalExprNode,
        schema: &Schema,
        context: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        if let Some(ExprType::Extension(extension)) = &node.expr_type
            && let Some(inside) = opened(&extension.expr)
        {
            return self.open(|| self.proto_to_physical_expr(&expr_of(inside)?, schema, context));
        }
        let expr = self.default_proto_to_physical_expr(node, schema, context)?;
        let Some(number) = node.expr_id else { return Ok(expr) };
        let known = self.shared.borrow().get(&number).cloned();
        if let Some(known) = known {
            // Each step has its own columns in what it shares.
            let children = expr.children().into_iter().cloned().collect();
            return known.with_new_children(children);
        }
        self.shared.borrow_mut().insert(number, Arc::clone(&expr));
        Ok(expr)
    }
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.byte(VERSION);
    writer.byte(PARCEL);
    writer.bytes(bytes);
    writer.finish()
}

fn opened(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(bytes);
    let is_parcel = reader.byte().ok()? == VERSION && reader.byte().ok()? == PARCEL;
    let inside = is_parcel.then(|| reader.bytes().ok())??;
    reader.end().ok().map(|()| inside)
}

/// A message as bytes, if they can be read: the reader refuses messages that nest too deep, but the writer does not.
pub(super) fn bytes_of(node: &PhysicalPlanNode) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    node.try_encode(&mut bytes)?;
    match PhysicalPlanNode::try_decode(&bytes) {
        Ok(_) => Ok(bytes),
        Err(_) => plan_err!("an expression or a plan that is nested so deeply cannot be written"),
    }
}

/// An expression goes in a step, for only plans can be made bytes.
fn expr_bytes(node: PhysicalExprNode) -> Result<Vec<u8>> {
    let filter = FilterExecNode { expr: Some(node), ..FilterExecNode::default() };
    bytes_of(&PhysicalPlanNode { physical_plan_type: Some(PhysicalPlanType::Filter(Box::new(filter))) })
}

/// The expression in a parcel.
pub(super) fn expr_of(bytes: &[u8]) -> Result<PhysicalExprNode> {
    let expr = match PhysicalPlanNode::try_decode(bytes)?.physical_plan_type {
        Some(PhysicalPlanType::Filter(filter)) => filter.expr,
        _ => None,
    };
    expr.map_or_else(|| plan_err!("a plan's bytes hold no expression"), Ok)
}
