//! The step of a physical plan: partitions in order, one after the other.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::{concat_batches, partition};
use arrow_schema::SchemaRef;
use boathouse_functions::{engine_error, trino_error};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_err};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{
    Distribution, EquivalenceProperties, LexOrdering, LexRequirement, OrderingRequirements, Partitioning, PhysicalExpr,
    PhysicalSortExpr,
};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};
use futures::{StreamExt, TryStreamExt};

use super::compiled::Expressions;
use super::conditions::Partition;
use super::partition::recognize;
use super::spec::Spec;

/// Row pattern recognition over sorted partitions.
#[derive(Debug)]
pub(crate) struct MatchRecognizeExec {
    input: Arc<dyn ExecutionPlan>,
    spec: Arc<Spec>,
    expressions: Arc<Expressions>,
    order: Vec<PhysicalSortExpr>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl MatchRecognizeExec {
    pub(crate) fn new(
        input: Arc<dyn ExecutionPlan>,
        spec: Arc<Spec>,
        expressions: Arc<Expressions>,
        order: Vec<PhysicalSortExpr>,
        schema: SchemaRef,
    ) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { input, spec, expressions, order, schema, properties: Arc::new(properties) }
    }

    pub(crate) fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The partition's columns, then what its rows are in order of.
    pub(crate) fn order(&self) -> &[PhysicalSortExpr] {
        &self.order
    }

    fn keys(&self) -> &[PhysicalSortExpr] {
        &self.order[..self.spec.partition.len()]
    }
}

impl DisplayAs for MatchRecognizeExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MatchRecognizeExec: labels=[{}]", self.spec.labels.join(", "))
    }
}

impl ExecutionPlan for MatchRecognizeExec {
    fn name(&self) -> &str {
        "MatchRecognizeExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn required_input_distribution(&self) -> Vec<Distribution> {
        let keys: Vec<_> = self.keys().iter().map(|key| Arc::clone(&key.expr)).collect();
        vec![if keys.is_empty() { Distribution::SinglePartition } else { Distribution::KeyPartitioned(keys) }]
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        let order = LexOrdering::new(self.order.clone()).map(LexRequirement::from);
        vec![order.map(OrderingRequirements::new)]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for key in &self.order {
            if f(&key.expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(input) = children.pop() else { return internal_err!("row pattern recognition has one input") };
        let (spec, expressions) = (Arc::clone(&self.spec), Arc::clone(&self.expressions));
        Ok(Arc::new(Self::new(input, spec, expressions, self.order.clone(), Arc::clone(&self.schema))))
    }

    fn execute(&self, index: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut input = self.input.execute(index, Arc::clone(&context))?;
        let input_schema = self.input.schema();
        let (spec, expressions) = (Arc::clone(&self.spec), Arc::clone(&self.expressions));
        let (schema, size) = (Arc::clone(&self.schema), context.session_config().batch_size());
        let reservation = MemoryConsumer::new("MatchRecognize").register(context.memory_pool());
        let work = async move {
            let mut batches = Vec::new();
            while let Some(batch) = input.next().await {
                let batch = batch?;
                reservation.try_grow(batch.get_array_memory_size())?;
                batches.push(batch);
            }
            let rows = concat_batches(&input_schema, &batches)?;
            drop(batches);
            let made = partitions(&spec, &expressions, &rows, &schema, (size, &reservation))?;
            drop(rows);
            let put_out = made.into_iter().map(move |batch| {
                reservation.try_shrink(batch.get_array_memory_size())?;
                Ok(batch)
            });
            Ok::<_, datafusion::common::DataFusionError>(futures::stream::iter(put_out))
        };
        let stream = futures::stream::once(work).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream)))
    }
}

/// The output of all partitions, in batches of about a size or more.
fn partitions(
    spec: &Spec,
    expressions: &Expressions,
    rows: &RecordBatch,
    schema: &SchemaRef,
    (size, reservation): (usize, &MemoryReservation),
) -> Result<Vec<RecordBatch>> {
    if rows.num_rows() == 0 {
        return Ok(Vec::new());
    }
    let keys: Vec<_> = spec.partition.iter().filter_map(|name| rows.column_by_name(name).cloned()).collect();
    let ranges =
        if keys.is_empty() { std::iter::once(0..rows.num_rows()).collect() } else { partition(&keys)?.ranges() };
    let (mut batches, mut waiting, mut count) = (Vec::new(), Vec::new(), 0);
    for range in ranges {
        let batch = rows.slice(range.start, range.len());
        let partition = Partition { spec, expressions, batch: &batch };
        let mut put = |made: RecordBatch| {
            reservation.try_grow(made.get_array_memory_size()).map_err(trino_error)?;
            count += made.num_rows();
            waiting.push(made);
            Ok(())
        };
        recognize(&partition, schema, &mut put).map_err(engine_error)?;
        if count >= size {
            batches.push(together(schema, std::mem::take(&mut waiting), reservation)?);
            count = 0;
        }
    }
    if count > 0 {
        batches.push(together(schema, waiting, reservation)?);
    }
    Ok(batches)
}

/// Batches as one.
fn together(schema: &SchemaRef, batches: Vec<RecordBatch>, reservation: &MemoryReservation) -> Result<RecordBatch> {
    if let [only] = &batches[..] {
        return Ok(only.clone());
    }
    let whole = concat_batches(schema, &batches)?;
    reservation.try_grow(whole.get_array_memory_size())?;
    let apart = batches.iter().map(RecordBatch::get_array_memory_size).sum();
    drop(batches);
    reservation.try_shrink(apart)?;
    Ok(whole)
}
