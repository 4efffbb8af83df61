//! Which expressions can fail.

use std::sync::Arc;

use boathouse_functions::TrinoUdf;
use boathouse_types::Type;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, ScalarUDF};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};

/// Operators that overflow to infinity where they are of floating point.
const FLOATS_NEVER_FAIL: &[&str] = &["$add", "$divide", "$modulus", "$multiply", "$negate", "$subtract", "abs"];
/// Comparisons that fail on NULL inside of arrays and rows only.
const FAIL_ON_NESTED: &[&str] = &["$gt", "$gte", "$lt", "$lte"];
/// Functions without a declaration that no value of the right type makes fail.
const NEVER_FAIL: &[&str] = &["$grouping", "$import", "$key", "coalesce", "get_field", "named_struct", "random"];

/// Whether evaluating an expression can raise an error, so that conditions before it must hold. Of aggregates, only
/// `$single` is known to.
pub(crate) fn is_fallible(expr: &Expr) -> bool {
    let mut found = false;
    let walked = expr.apply(|node| {
        let fallible = match node {
            Expr::ScalarFunction(call) => call_is_fallible(&call.func),
            Expr::AggregateFunction(call) => call.func.name() == "$single",
            _ => false,
        };
        found |= fallible;
        Ok(if fallible { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    found || walked.is_err()
}

/// [`is_fallible`] of an expression of a physical plan.
pub(super) fn runs_fallibly(expr: &Arc<dyn PhysicalExpr>) -> bool {
    let call = expr.downcast_ref::<ScalarFunctionExpr>();
    call.is_some_and(|call| call_is_fallible(call.fun())) || expr.children().into_iter().any(runs_fallibly)
}

fn call_is_fallible(function: &ScalarUDF) -> bool {
    match function.inner().downcast_ref::<TrinoUdf>() {
        Some(udf) => declared_fallible(udf) || udf.bound().lambdas.iter().any(|l| is_fallible(l.body())),
        None => !NEVER_FAIL.contains(&function.name()),
    }
}

fn declared_fallible(udf: &TrinoUdf) -> bool {
    let is_float = |data_type: &Type| matches!(data_type, Type::Real | Type::Double);
    let floats = udf.bound().arguments.iter().all(is_float) && FLOATS_NEVER_FAIL.contains(&udf.function().name);
    let is_flat = |data_type: &Type| !matches!(data_type, Type::Array(_) | Type::Row(_) | Type::Map(..));
    let flat = udf.bound().arguments.iter().all(is_flat) && FAIL_ON_NESTED.contains(&udf.function().name);
    udf.function().fallible && !floats && !flat
}
