//! A window function bound to the types of one call, as the engine's function.

use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, FieldRef};
use boathouse_functions::{Bound, engine_error};
use boathouse_types::Result;
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{PartitionEvaluator, Signature, Volatility, WindowUDF, WindowUDFImpl};

/// Which row of the partition each row's result is read from.
pub(crate) trait Pick: Debug + Send + Sync + 'static {
    /// Whether the frame matters.
    const FRAMED: bool = false;

    /// The results of a whole partition, where frames do not matter.
    fn run(&self, values: &[ArrayRef], rows: usize, ignore_nulls: bool) -> Result<ArrayRef>;

    /// The result of one row over its frame.
    fn framed(&self, _values: &[ArrayRef], _row: usize, _frame: &Range<usize>, _nulls: bool) -> Result<ScalarValue> {
        Ok(ScalarValue::Null)
    }
}

/// A window function of ours. The engine neither coerces nor types it: the analyzer has.
pub(crate) struct TrinoWindow<P> {
    name: &'static str,
    bound: Bound,
    pick: Arc<P>,
    signature: Signature,
}

impl<P: Pick> TrinoWindow<P> {
    /// The engine's function for a call.
    pub(crate) fn of(name: &'static str, bound: &Bound, pick: P) -> Arc<WindowUDF> {
        let signature = Signature::user_defined(Volatility::Immutable);
        Arc::new(WindowUDF::new_from_impl(Self { name, bound: bound.clone(), pick: Arc::new(pick), signature }))
    }
}

impl<P: Pick> TrinoWindow<P> {
    /// The name and the types of the call a function was made for, when it is one of these.
    pub(super) fn call_of(function: &WindowUDF) -> Option<(&'static str, &Bound)> {
        function.inner().downcast_ref::<Self>().map(|this| (this.name, &this.bound))
    }
}

impl<P> Debug for TrinoWindow<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrinoWindow").field("name", &self.name).field("bound", &self.bound).finish_non_exhaustive()
    }
}

impl<P> PartialEq for TrinoWindow<P> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.bound.arguments == other.bound.arguments
            && self.bound.returns == other.bound.returns
    }
}

impl<P> Eq for TrinoWindow<P> {}

impl<P> Hash for TrinoWindow<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.bound.arguments.hash(state);
        self.bound.returns.hash(state);
    }
}

impl<P: Pick> WindowUDFImpl for TrinoWindow<P> {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> EngineResult<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { pick: Arc::clone(&self.pick), ignore_nulls: args.ignore_nulls(), row: 0 }))
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> EngineResult<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), self.bound.returns.to_arrow(), true)))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }
}

#[derive(Debug)]
struct Evaluator<P> {
    pick: Arc<P>,
    ignore_nulls: bool,
    /// The row of the partition whose frame comes next.
    row: usize,
}

impl<P: Pick> PartitionEvaluator for Evaluator<P> {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> EngineResult<ArrayRef> {
        self.pick.run(values, rows, self.ignore_nulls).map_err(engine_error)
    }

    /// The engine asks once for each row of the partition, in their order.
    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> EngineResult<ScalarValue> {
        let row = self.row;
        self.row += 1;
        self.pick.framed(values, row, range, self.ignore_nulls).map_err(engine_error)
    }

    fn uses_window_frame(&self) -> bool {
        P::FRAMED
    }
}

/// The numbers of the rows that are not NULL.
pub(crate) fn valid_rows(column: &ArrayRef) -> Vec<usize> {
    match column.logical_nulls() {
        Some(nulls) => nulls.valid_indices().collect(),
        None => (0..column.len()).collect(),
    }
}
