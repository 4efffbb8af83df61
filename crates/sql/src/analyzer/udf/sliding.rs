//! Aggregates over window frames that move: those that cannot take values back are computed anew for each frame.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow_schema::{DataType, FieldRef, Schema};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility};
use datafusion::physical_expr::PhysicalExpr;

/// The aggregate, fit for any frame.
pub(crate) fn sliding(inner: Arc<AggregateUDF>) -> Arc<AggregateUDF> {
    let signature = Signature::user_defined(Volatility::Immutable);
    Arc::new(AggregateUDF::from(Sliding { inner, signature }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sliding {
    pub(crate) inner: Arc<AggregateUDF>,
    signature: Signature,
}

impl AggregateUDFImpl for Sliding {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> EngineResult<DataType> {
        self.inner.return_type(types)
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        // A frame that only grows needs nothing taken back.
        self.inner.accumulator(args)
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        let call = Call {
            inner: Arc::clone(&self.inner),
            returns: Arc::clone(&args.return_field),
            schema: args.schema.clone(),
            name: args.name.to_owned(),
            exprs: args.exprs.to_vec(),
            fields: args.expr_fields.to_vec(),
        };
        let native = self.inner.create_sliding_accumulator(call.args())?;
        if native.supports_retract_batch() {
            return Ok(native);
        }
        Ok(Box::new(Frame { call, chunks: VecDeque::new() }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> EngineResult<Vec<FieldRef>> {
        self.inner.state_fields(args)
    }

    fn default_value(&self, data_type: &DataType) -> EngineResult<ScalarValue> {
        self.inner.default_value(data_type)
    }
}

#[derive(Debug)]
pub(super) struct Call {
    pub(super) inner: Arc<AggregateUDF>,
    pub(super) returns: FieldRef,
    pub(super) schema: Schema,
    pub(super) name: String,
    pub(super) exprs: Vec<Arc<dyn PhysicalExpr>>,
    pub(super) fields: Vec<FieldRef>,
}

impl Call {
    pub(super) fn args(&self) -> AccumulatorArgs<'_> {
        AccumulatorArgs {
            return_field: Arc::clone(&self.returns),
            schema: &self.schema,
            ignore_nulls: false,
            order_bys: &[],
            is_reversed: false,
            name: &self.name,
            is_distinct: false,
            exprs: &self.exprs,
            expr_fields: &self.fields,
        }
    }
}

/// The rows of the current frame.
#[derive(Debug)]
struct Frame {
    call: Call,
    chunks: VecDeque<Vec<ArrayRef>>,
}

impl Accumulator for Frame {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        if values.first().is_some_and(|v| !v.is_empty()) {
            self.chunks.push_back(values.to_vec());
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        let mut gone = values.first().map_or(0, |v| v.len());
        while gone > 0 {
            let Some(chunk) = self.chunks.front_mut() else { return Ok(()) };
            let rows = chunk.first().map_or(0, |c| c.len());
            if rows <= gone {
                gone -= rows;
                self.chunks.pop_front();
            } else {
                for column in chunk.iter_mut() {
                    *column = column.slice(gone, rows - gone);
                }
                gone = 0;
            }
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        let mut whole = self.call.inner.accumulator(self.call.args())?;
        for chunk in &self.chunks {
            whole.update_batch(chunk)?;
        }
        whole.evaluate()
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.chunks.iter().flatten().map(|c| c.get_array_memory_size()).sum::<usize>()
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        let mut whole = self.call.inner.accumulator(self.call.args())?;
        for chunk in &self.chunks {
            whole.update_batch(chunk)?;
        }
        whole.state()
    }

    fn merge_batch(&mut self, _: &[ArrayRef]) -> EngineResult<()> {
        datafusion::common::internal_err!("a window frame is not merged")
    }
}
