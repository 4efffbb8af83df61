//! Small batches for what makes long arrays of each row.
//!
//! An array or a map that stands in a query is copied for every row of a batch before it is unnested. Ten thousand
//! numbers for each of a few thousand rows are more memory than there is, and none of it is counted.

use std::fmt;
use std::sync::Arc;

use boathouse_functions::held_bytes;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Literal;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::{StreamExt, stream};

/// Bytes that copies of arrays and maps in a query's text may take in a batch.
const COPIES_BYTES_MAX: usize = 32 << 20;
/// Rows of a batch as the engine has them; what fits so often needs no smaller ones.
const BATCH_ROWS: usize = 8192;

/// The plan, in which steps that repeat a long array or map for each row get few rows at a time.
///
/// # Errors
/// None of a plan that the engine made.
pub(crate) fn with_slices(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let sliced = |plan: Arc<dyn ExecutionPlan>| {
        if let Some(dealt) = plan.downcast_ref::<RepartitionExec>() {
            return dealt_first(&plan, dealt);
        }
        let Some(projection) = plan.downcast_ref::<ProjectionExec>() else { return Ok(Transformed::no(plan)) };
        let mut bytes = 0;
        for made in projection.expr() {
            bytes += repeated_bytes(&made.expr)?;
        }
        let rows_max = (COPIES_BYTES_MAX / bytes.max(1)).max(1);
        if rows_max >= BATCH_ROWS {
            return Ok(Transformed::no(plan));
        }
        let input = Slices { input: Arc::clone(projection.input()), rows_max };
        replace_children_if_necessary(plan, vec![Arc::new(input)]).map(Transformed::yes)
    };
    plan.transform_up(sliced).data()
}

/// Rows are dealt out before arrays are added to them: whoever deals them out gathers full batches first.
fn dealt_first(plan: &Arc<dyn ExecutionPlan>, dealt: &RepartitionExec) -> Result<Transformed<Arc<dyn ExecutionPlan>>> {
    let in_turn = matches!(dealt.partitioning(), Partitioning::RoundRobinBatch(_));
    let projection = dealt.input().downcast_ref::<ProjectionExec>().filter(|_| in_turn);
    let slices = projection.and_then(|projection| projection.input().downcast_ref::<Slices>());
    let Some(slices) = slices else { return Ok(Transformed::no(Arc::clone(plan))) };
    let input = replace_children_if_necessary(Arc::clone(plan), vec![Arc::clone(&slices.input)])?;
    let input = Slices { input, rows_max: slices.rows_max };
    replace_children_if_necessary(Arc::clone(dealt.input()), vec![Arc::new(input)]).map(Transformed::yes)
}

fn repeated_bytes(expr: &Arc<dyn PhysicalExpr>) -> Result<usize> {
    let mut bytes = 0;
    expr.apply(|part| {
        if let Some(literal) = part.downcast_ref::<Literal>()
            && literal.value().data_type().is_nested()
        {
            bytes += held_bytes(&literal.value().to_array()?);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(bytes)
}

/// The rows of its input, so many in a batch at most.
#[derive(Debug)]
pub(crate) struct Slices {
    input: Arc<dyn ExecutionPlan>,
    rows_max: usize,
}

impl Slices {
    pub(crate) fn step(input: Arc<dyn ExecutionPlan>, rows_max: usize) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { input, rows_max })
    }

    pub(crate) fn rows_max(&self) -> usize {
        self.rows_max
    }
}

impl DisplayAs for Slices {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slices: rows={}", self.rows_max)
    }
}

impl ExecutionPlan for Slices {
    fn name(&self) -> &'static str {
        "Slices"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(input) = children.pop() else { return internal_err!("slices have one input") };
        Ok(Arc::new(Self { input, rows_max: self.rows_max }))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (rows, rows_max) = (self.input.execute(partition, context)?, self.rows_max);
        let schema = rows.schema();
        let slices = rows.flat_map(move |batch| stream::iter(parts(batch, rows_max)));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, slices)))
    }
}

fn parts(batch: Result<RecordBatch>, rows_max: usize) -> Vec<Result<RecordBatch>> {
    match batch {
        Ok(batch) => {
            let starts = (0..batch.num_rows()).step_by(rows_max);
            starts.map(|start| Ok(batch.slice(start, rows_max.min(batch.num_rows() - start)))).collect()
        }
        Err(error) => vec![Err(error)],
    }
}
