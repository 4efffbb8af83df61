//! Which expressions can fail.

use std::sync::Arc;

use boathouse_functions::TrinoUdf;
use boathouse_types::Type;
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Cast, Expr, ScalarUDF};
use datafusion::physical_expr::expressions::Literal;
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
            Expr::ScalarFunction(call) => call_is_fallible(&call.func) && !divides_by_constant(&call.func, &call.args),
            Expr::AggregateFunction(call) => call.func.name() == "$single",
            _ => false,
        };
        found |= fallible;
        Ok(if fallible { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    found || walked.is_err()
}

/// Whether a call divides integers by a number that is not 0, nor -1, by which the least integer cannot be divided.
fn divides_by_constant(function: &ScalarUDF, arguments: &[Expr]) -> bool {
    let Some(udf) = function.inner().downcast_ref::<TrinoUdf>() else { return false };
    let integers = udf.bound().arguments.iter().all(Type::is_integer);
    let [dividend, divisor] = arguments else { return false };
    integers
        && matches!(udf.function().name, "$divide" | "$modulus")
        && constant(divisor).is_some_and(|value| !matches!(value, -1 | 0))
        && !is_fallible(dividend)
}

/// The integer an expression always is.
fn constant(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(ScalarValue::Int8(value), _) => value.map(i64::from),
        Expr::Literal(ScalarValue::Int16(value), _) => value.map(i64::from),
        Expr::Literal(ScalarValue::Int32(value), _) => value.map(i64::from),
        Expr::Literal(ScalarValue::Int64(value), _) => *value,
        Expr::Cast(Cast { expr, .. }) => constant(expr),
        Expr::ScalarFunction(call) if !call_is_fallible(&call.func) && call.func.name() == "$cast" => {
            // The call's own argument types say that the cast's result is an integer.
            call.args.first().and_then(constant)
        }
        _ => None,
    }
}

/// [`is_fallible`] of an expression of a physical plan.
pub(super) fn runs_fallibly(expr: &Arc<dyn PhysicalExpr>) -> bool {
    let call = expr.downcast_ref::<ScalarFunctionExpr>();
    call.is_some_and(|call| call_is_fallible(call.fun()) && !divides_by_literal(call))
        || expr.children().into_iter().any(runs_fallibly)
}

/// [`divides_by_constant`] of a physical plan, whose constants are folded.
fn divides_by_literal(call: &ScalarFunctionExpr) -> bool {
    let literal = call.args().get(1).and_then(|divisor| divisor.downcast_ref::<Literal>());
    let divisor = literal.map(|literal| Expr::Literal(literal.value().clone(), None));
    divisor.is_some_and(|divisor| divides_by_constant(call.fun(), &[divisor.clone(), divisor]))
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
