//! From the logical step to the physical one.

use std::sync::Arc;

use arrow::compute::SortOptions;
use async_trait::async_trait;
use boathouse_functions::engine_error;
use datafusion::catalog::Session;
use datafusion::common::{Result, internal_err};
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::{LogicalPlan, UserDefinedLogicalNode};
use datafusion::physical_expr::expressions::col;
use datafusion::physical_expr::{PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};

use super::compiled::Expressions;
use super::exec::MatchRecognizeExec;
use super::node::Recognition;

/// The engine's planner, with the steps that are ours.
pub fn query_planner() -> Arc<dyn QueryPlanner + Send + Sync> {
    Arc::new(Planner)
}

#[derive(Debug)]
struct Planner;

#[async_trait]
impl QueryPlanner for Planner {
    async fn create_physical_plan(&self, plan: &LogicalPlan, session: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        let planner = DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(MatchRecognizePlanner)]);
        planner.create_physical_plan(plan, session).await
    }
}

/// Plans row pattern recognition.
#[derive(Debug)]
pub struct MatchRecognizePlanner;

#[async_trait]
impl ExtensionPlanner for MatchRecognizePlanner {
    async fn plan_extension(
        &self,
        _: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        _: &[&LogicalPlan],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &dyn Session,
        _: &datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let (Some(node), [input]) = (node.as_any().downcast_ref::<Recognition>(), inputs) else { return Ok(None) };
        let expressions = Arc::new(Expressions::new(&node.spec).map_err(engine_error)?);
        let schema = Arc::new(datafusion::logical_expr::UserDefinedLogicalNodeCore::schema(node).as_arrow().clone());
        let mut order = Vec::new();
        for name in &node.spec.partition {
            order.push(sort_key(col(name, &input.schema())?, false, true));
        }
        for key in &node.order {
            let Some(column) = key.expr.try_as_col() else { return internal_err!("a sort key is no column") };
            order.push(sort_key(col(&column.name, &input.schema())?, !key.asc, key.nulls_first));
        }
        let spec = Arc::clone(&node.spec);
        Ok(Some(Arc::new(MatchRecognizeExec::new(Arc::clone(input), spec, expressions, order, schema))))
    }
}

fn sort_key(expr: Arc<dyn PhysicalExpr>, descending: bool, nulls_first: bool) -> PhysicalSortExpr {
    PhysicalSortExpr { expr, options: SortOptions { descending, nulls_first } }
}
