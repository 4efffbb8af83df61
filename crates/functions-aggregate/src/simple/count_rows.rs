//! `count()`: the engine's aggregates have an argument, so that the optimizer is told to give it one.

use std::hash::{Hash, Hasher};

use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::function::{AccumulatorArgs, AggregateFunctionSimplification};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Expr, Signature, Volatility, lit};

/// The number of rows, counted by counting a literal.
#[derive(Debug)]
pub(crate) struct CountRows(Signature);

impl Default for CountRows {
    fn default() -> Self {
        Self(Signature::nullary(Volatility::Immutable))
    }
}

impl PartialEq for CountRows {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for CountRows {}

impl Hash for CountRows {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "count()".hash(state);
    }
}

impl AggregateUDFImpl for CountRows {
    fn name(&self) -> &str {
        "count"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn is_nullable(&self) -> bool {
        false
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        count_udaf().accumulator(args)
    }

    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        Some(Box::new(|mut call: AggregateFunction, _| {
            call.func = count_udaf();
            call.params.args = vec![lit(1_i64)];
            Ok(Expr::AggregateFunction(call))
        }))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn default_value(&self, _: &DataType) -> Result<ScalarValue> {
        Ok(ScalarValue::Int64(Some(0)))
    }
}
