//! Constants: expressions without columns, computed while the query is analysed.

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow_schema::Schema;
use boathouse_functions::TrinoUdf;
use boathouse_types::{ErrorCode, Result, Type};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{ColumnarValue, Expr};
use datafusion::physical_expr::create_physical_expr;

use super::super::error::{engine, semantic};
use super::super::{Analyzer, Typed};
use crate::Position;

/// Texts longer than this are left to the query.
const FOLDED_TEXT_MAX: usize = 4096;
/// Nodes of an expression that holds operands more than once.
const NODES_MAX: usize = 100_000;

impl Analyzer<'_> {
    /// The value of an expression without columns.
    ///
    /// # Errors
    /// What the expression raises.
    pub(crate) fn evaluate(&self, expr: &Expr) -> Result<ScalarValue> {
        if let Expr::Literal(value, _) = expr {
            return Ok(value.clone());
        }
        let schema = Schema::empty();
        let df_schema = DFSchema::empty();
        let physical =
            create_physical_expr(expr, &df_schema, &ExecutionProps::new(), &PhysicalPlanningContext::default())
                .map_err(engine)?;
        let options = RecordBatchOptions::new().with_row_count(Some(1));
        let batch = RecordBatch::try_new_with_options(schema.into(), Vec::new(), &options)?;
        match physical.evaluate(&batch).map_err(engine)? {
            ColumnarValue::Scalar(value) => Ok(value),
            ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0).map_err(engine),
        }
    }

    /// The call as a constant when its arguments are and it does not fail; else as it is.
    pub(crate) fn folded(&self, call: Typed) -> Typed {
        let Expr::ScalarFunction(function) = &call.expr else { return call };
        let constant = function.args.iter().all(|argument| matches!(argument, Expr::Literal(..)));
        let Some(udf) = function.func.inner().downcast_ref::<TrinoUdf>() else { return call };
        if !constant || !udf.function().deterministic || !udf.bound().lambdas.is_empty() || !is_small(&call.data_type) {
            return call;
        }
        match self.evaluate(&call.expr) {
            Ok(value) if fits(&value) => Typed { expr: Expr::Literal(value, None), data_type: call.data_type },
            _ => call,
        }
    }
}

fn is_small(data_type: &Type) -> bool {
    !matches!(data_type, Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::Unknown)
}

fn fits(value: &ScalarValue) -> bool {
    match value {
        ScalarValue::Utf8View(Some(text)) => text.len() <= FOLDED_TEXT_MAX,
        ScalarValue::BinaryView(Some(bytes)) => bytes.len() <= FOLDED_TEXT_MAX,
        _ => true,
    }
}

/// Refuses what has grown too large: syntax that names an operand twice doubles it at every level it nests.
pub(crate) fn check_size(at: Position, expr: &Expr) -> Result<()> {
    let mut nodes = 0_usize;
    let walked = expr.apply(|_| {
        nodes += 1;
        Ok(if nodes > NODES_MAX { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    walked.map_err(engine)?;
    if nodes > NODES_MAX {
        let text = "statement is too large (stack overflow during analysis)";
        return Err(semantic(at, ErrorCode::StackOverflow, text));
    }
    Ok(())
}
