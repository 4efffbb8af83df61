//! Integer literals as Trino types them: `integer` when they fit, `bigint` when not. The engine's
//! planner makes all of them 64-bit, which shows in result types.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::optimizer::AnalyzerRule;

/// Runs before the engine's own type coercion.
#[derive(Debug, Default)]
pub(crate) struct IntegerLiterals;

impl AnalyzerRule for IntegerLiterals {
    fn name(&self) -> &'static str {
        "integer_literals"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        // The working table of a recursive query was given its types before this runs.
        if plan.exists(|plan| Ok(matches!(plan, LogicalPlan::RecursiveQuery(_))))? {
            return Ok(plan);
        }
        let narrowed = plan.transform_up_with_subqueries(|plan| {
            // A LIMIT is a count and not a value.
            if matches!(plan, LogicalPlan::Limit(_)) {
                return Ok(Transformed::no(plan));
            }
            let names = NamePreserver::new(&plan);
            let plan = plan.map_expressions(|expr| {
                let name = names.save(&expr);
                let narrowed = expr.transform_up(narrow)?;
                Ok(if narrowed.transformed { narrowed.update_data(|expr| name.restore(expr)) } else { narrowed })
            })?;
            plan.map_data(|plan| match plan {
                // The types of a VALUES list were fixed when it was made: it is made anew.
                LogicalPlan::Values(values) => LogicalPlanBuilder::values(values.values)?.build(),
                other => other.recompute_schema(),
            })
        })?;
        Ok(narrowed.data)
    }
}

fn narrow(expr: Expr) -> Result<Transformed<Expr>> {
    if let Expr::Literal(ScalarValue::Int64(Some(value)), metadata) = &expr
        && let Ok(value) = i32::try_from(*value)
    {
        return Ok(Transformed::yes(Expr::Literal(ScalarValue::Int32(Some(value)), metadata.clone())));
    }
    Ok(Transformed::no(expr))
}
