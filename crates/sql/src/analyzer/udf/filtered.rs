//! Aggregates over windows with FILTER: the condition is the last argument. The engine has a place for it, but
//! leaves it behind when it writes a plan down.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::filter;
use arrow_schema::{DataType, FieldRef};
use datafusion::common::{Result as EngineResult, ScalarValue, internal_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility};

/// The aggregate over the rows for which its last argument is true.
pub(crate) fn filtered(inner: Arc<AggregateUDF>) -> Arc<AggregateUDF> {
    let signature = Signature::user_defined(Volatility::Immutable);
    Arc::new(AggregateUDF::from(Filtered { inner, signature }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Filtered {
    pub(crate) inner: Arc<AggregateUDF>,
    signature: Signature,
}

/// What is before the condition.
fn arguments<T>(all: &[T]) -> &[T] {
    all.split_last().map_or(&[], |(_, arguments)| arguments)
}

fn inner_args<'a>(args: &AccumulatorArgs<'a>) -> AccumulatorArgs<'a> {
    AccumulatorArgs {
        return_field: Arc::clone(&args.return_field),
        schema: args.schema,
        ignore_nulls: args.ignore_nulls,
        order_bys: args.order_bys,
        is_reversed: args.is_reversed,
        name: args.name,
        is_distinct: args.is_distinct,
        exprs: arguments(args.exprs),
        expr_fields: arguments(args.expr_fields),
    }
}

impl AggregateUDFImpl for Filtered {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> EngineResult<DataType> {
        self.inner.return_type(arguments(types))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        Ok(Box::new(Chosen(self.inner.accumulator(inner_args(&args))?)))
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        Ok(Box::new(Chosen(self.inner.create_sliding_accumulator(inner_args(&args))?)))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> EngineResult<Vec<FieldRef>> {
        self.inner.state_fields(StateFieldsArgs { input_fields: arguments(args.input_fields), ..args })
    }

    fn default_value(&self, data_type: &DataType) -> EngineResult<ScalarValue> {
        self.inner.default_value(data_type)
    }
}

#[derive(Debug)]
struct Chosen(Box<dyn Accumulator>);

impl Chosen {
    fn rows(values: &[ArrayRef]) -> EngineResult<Option<Vec<ArrayRef>>> {
        let Some((condition, values)) = values.split_last() else { return internal_err!("FILTER has no condition") };
        let Some(condition) = condition.as_boolean_opt() else { return internal_err!("FILTER is no condition") };
        let chosen = values.iter().map(|v| Ok(filter(v, condition)?)).collect::<EngineResult<Vec<_>>>()?;
        Ok(chosen.first().is_none_or(|v| !v.is_empty()).then_some(chosen))
    }
}

impl Accumulator for Chosen {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        Self::rows(values)?.map_or(Ok(()), |rows| self.0.update_batch(&rows))
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        Self::rows(values)?.map_or(Ok(()), |rows| self.0.retract_batch(&rows))
    }

    fn supports_retract_batch(&self) -> bool {
        self.0.supports_retract_batch()
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        self.0.evaluate()
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.0.size()
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        self.0.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> EngineResult<()> {
        self.0.merge_batch(states)
    }
}
