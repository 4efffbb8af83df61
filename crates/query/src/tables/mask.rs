//! Conditions of a query on values that are known before anything is read.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema};
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::physical_expr::create_physical_expr;

/// The rows for which all `filters` may be true. What cannot be evaluated on these columns alone is left to whoever
/// asks it again of every row.
pub(crate) fn mask(batch: &RecordBatch, filters: &[Expr]) -> Vec<bool> {
    let mut keep = vec![true; batch.num_rows()];
    let Ok(schema) = DFSchema::try_from(batch.schema()) else { return keep };
    let (properties, context) = (ExecutionProps::new(), PhysicalPlanningContext::default());
    for filter in filters {
        let unqualified = unqualified(filter);
        let Ok(filter) = create_physical_expr(&unqualified, &schema, &properties, &context) else { continue };
        let Ok(Ok(mask)) = filter.evaluate(batch).map(|value| value.into_array(batch.num_rows())) else { continue };
        let Some(mask) = mask.as_boolean_opt() else { continue };
        for (row, keep) in keep.iter_mut().enumerate() {
            *keep &= mask.is_valid(row) && mask.value(row);
        }
    }
    keep
}

fn unqualified(filter: &Expr) -> Expr {
    let stripped = filter.clone().transform(|expr| {
        Ok(match expr {
            Expr::Column(column) if column.relation.is_some() => {
                Transformed::yes(Expr::Column(Column::new_unqualified(column.name)))
            }
            other => Transformed::no(other),
        })
    });
    stripped.map_or_else(|_| filter.clone(), |done| done.data)
}
