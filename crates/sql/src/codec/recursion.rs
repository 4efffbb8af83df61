//! Recursive queries in physical plans, which the engine's own form does not hold.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, plan_err};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::work_table::WorkTableExec;

/// The recursion of a base and a step.
pub(super) fn recursion(
    name: String,
    distinct: bool,
    schema: SchemaRef,
    inputs: &[Arc<dyn ExecutionPlan>],
) -> Result<Arc<dyn ExecutionPlan>> {
    let [base, step] = inputs else { return plan_err!("a recursion has a base and a step") };
    let step = Arc::clone(step).transform_up(|plan| match plan.downcast_ref::<WorkTableExec>() {
        Some(table) if table.name() == name => Ok(Transformed::yes(projected(table, &schema)?)),
        _ => Ok(Transformed::no(plan)),
    })?;
    Ok(Arc::new(RecursiveQueryExec::try_new(name, schema, Arc::clone(base), step.data, distinct)?))
}

/// The work table whose rows are the recursion's. It does not tell which of their columns it takes, but every column
/// of ours has a name of its own.
fn projected(table: &WorkTableExec, whole: &SchemaRef) -> Result<Arc<dyn ExecutionPlan>> {
    let taken = table.schema();
    let mut fields = whole.fields().to_vec();
    let mut places = Vec::with_capacity(taken.fields().len());
    for field in taken.fields() {
        let found = whole.fields().iter().enumerate().filter(|(_, f)| f.name() == field.name());
        let [(place, _)] = found.collect::<Vec<_>>()[..] else {
            return plan_err!("a recursion has no single column {}", field.name());
        };
        fields[place] = Arc::clone(field);
        places.push(place);
    }
    let whole = Arc::new(Schema::new(fields));
    Ok(Arc::new(WorkTableExec::new(table.name().to_owned(), whole, Some(places))?))
}
