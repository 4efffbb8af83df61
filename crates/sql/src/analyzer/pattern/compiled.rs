//! The expressions of a recognition, ready to be evaluated.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema, SchemaRef};
use boathouse_functions::trino_error;
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Accumulator, Expr};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::aggregate::{AggregateExprBuilder, AggregateFunctionExpr};
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};

use super::spec::{AggregateLeaf, FrameCallKind, LeafKind, Spec, input_column, leaf_column};

/// An expression over leaves.
#[derive(Debug)]
pub(crate) struct Compiled {
    expr: Arc<dyn PhysicalExpr>,
    schema: SchemaRef,
    /// The leaves it reads.
    pub(crate) leaves: Vec<usize>,
}

/// An aggregate.
#[derive(Debug)]
pub(crate) struct CompiledAggregate {
    function: AggregateFunctionExpr,
    arguments: Vec<Arc<dyn PhysicalExpr>>,
    schema: SchemaRef,
}

/// All expressions of a recognition.
#[derive(Debug)]
pub(crate) struct Expressions {
    pub(crate) definitions: Vec<Option<Compiled>>,
    pub(crate) measures: Vec<Compiled>,
    /// The aggregates, in the places of their leaves.
    pub(crate) aggregates: Vec<Option<CompiledAggregate>>,
    /// The aggregates among the functions, in their places.
    pub(crate) functions: Vec<Option<CompiledAggregate>>,
}

impl Expressions {
    pub(crate) fn new(spec: &Spec) -> Result<Self> {
        let definitions = spec.definitions.iter().map(|d| d.as_ref().map(|d| Compiled::new(spec, d)).transpose());
        let aggregates = spec.leaves.iter().map(|leaf| match &leaf.kind {
            LeafKind::Aggregate(aggregate) => CompiledAggregate::new(aggregate).map(Some),
            _ => Ok(None),
        });
        let functions = spec.functions.iter().map(|call| match &call.kind {
            FrameCallKind::Aggregate(aggregate) => CompiledAggregate::new(aggregate).map(Some),
            FrameCallKind::Value { .. } => Ok(None),
        });
        Ok(Self {
            definitions: definitions.collect::<Result<_>>()?,
            measures: spec.measures.iter().map(|m| Compiled::new(spec, &m.value)).collect::<Result<_>>()?,
            aggregates: aggregates.collect::<Result<_>>()?,
            functions: functions.collect::<Result<_>>()?,
        })
    }
}

impl Compiled {
    fn new(spec: &Spec, expr: &Expr) -> Result<Self> {
        let read: BTreeSet<&str> = expr.column_refs().into_iter().map(|column| column.name.as_str()).collect();
        let leaves = (0..spec.leaves.len()).filter(|i| read.contains(leaf_column(*i).as_str())).collect::<Vec<_>>();
        let types: Vec<(String, &Type)> =
            leaves.iter().map(|i| (leaf_column(*i), &spec.leaves[*i].data_type)).collect();
        let (schema, made) = physical(&types, std::slice::from_ref(expr))?;
        let expr = made.into_iter().next().ok_or_else(|| TrinoError::internal("an expression was lost"))?;
        Ok(Self { expr, schema, leaves })
    }

    /// The values of the expression for so many rows, of the columns of [`Self::leaves`].
    pub(crate) fn evaluate(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<ArrayRef> {
        let batch = batch(&self.schema, columns, rows)?;
        let value = self.expr.evaluate(&batch).map_err(trino_error)?;
        value.into_array(rows).map_err(trino_error)
    }
}

impl CompiledAggregate {
    fn new(aggregate: &AggregateLeaf) -> Result<Self> {
        let types = aggregate.inputs.iter().enumerate().map(|(i, input)| (input_column(i), &input.data_type));
        let (schema, arguments) = physical(&types.collect::<Vec<_>>(), &aggregate.arguments)?;
        let function = AggregateExprBuilder::new(Arc::clone(&aggregate.function), arguments)
            .schema(Arc::clone(&schema))
            .alias("aggregate")
            .build()
            .map_err(trino_error)?;
        Ok(Self { arguments: function.expressions(), function, schema })
    }

    /// An aggregate of no rows.
    pub(crate) fn start(&self) -> Result<Box<dyn Accumulator>> {
        self.function.create_accumulator().map_err(trino_error)
    }

    /// An aggregate of no rows that can give rows back, where the function can.
    pub(crate) fn sliding(&self) -> Option<Box<dyn Accumulator>> {
        self.function.create_sliding_accumulator().ok()
    }

    /// Adds rows, whose inputs these columns are.
    pub(crate) fn add(&self, to: &mut dyn Accumulator, inputs: Vec<ArrayRef>, rows: usize) -> Result<()> {
        if rows == 0 {
            return Ok(());
        }
        to.update_batch(&self.values(inputs, rows)?).map_err(trino_error)
    }

    /// Takes rows away that were added first.
    pub(crate) fn remove(&self, from: &mut dyn Accumulator, inputs: Vec<ArrayRef>, rows: usize) -> Result<()> {
        if rows == 0 {
            return Ok(());
        }
        from.retract_batch(&self.values(inputs, rows)?).map_err(trino_error)
    }

    fn values(&self, inputs: Vec<ArrayRef>, rows: usize) -> Result<Vec<ArrayRef>> {
        let batch = batch(&self.schema, inputs, rows)?;
        let values = self.arguments.iter().map(|argument| {
            let value = argument.evaluate(&batch).map_err(trino_error)?;
            value.into_array(rows).map_err(trino_error)
        });
        values.collect()
    }

    /// The value so far.
    pub(crate) fn value(of: &mut dyn Accumulator) -> Result<ScalarValue> {
        of.evaluate().map_err(trino_error)
    }
}

fn batch(schema: &SchemaRef, columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}

fn physical(types: &[(String, &Type)], exprs: &[Expr]) -> Result<(SchemaRef, Vec<Arc<dyn PhysicalExpr>>)> {
    let fields: Vec<Field> = types.iter().map(|(name, t)| Field::new(name, t.to_arrow(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let named = Arc::new(DFSchema::try_from(Arc::clone(&schema)).map_err(trino_error)?);
    let make = |expr: &Expr| {
        // What cannot decide the result must not be able to fail either: `x AND false` is false without x.
        let simplifier = ExprSimplifier::new(SimplifyContext::builder().with_schema(Arc::clone(&named)).build());
        let expr = simplifier.simplify(expr.clone()).map_err(trino_error)?;
        let context = PhysicalPlanningContext::default();
        create_physical_expr(&expr, &named, &ExecutionProps::new(), &context).map_err(trino_error)
    };
    Ok((schema, exprs.iter().map(make).collect::<Result<_>>()?))
}
