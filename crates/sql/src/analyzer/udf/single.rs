//! `$single`: the only value of a scalar subquery.

use std::sync::{Arc, LazyLock};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int64Type;
use arrow_schema::{DataType, Field, FieldRef};
use boathouse_functions::engine_error;
use boathouse_types::{ErrorCode, TrinoError};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};

static SINGLE: LazyLock<Arc<AggregateUDF>> = LazyLock::new(|| {
    Arc::new(AggregateUDF::from(Single { signature: Signature::user_defined(Volatility::Immutable) }))
});

/// The aggregate of [`single_value`].
pub(crate) fn single() -> Arc<AggregateUDF> {
    Arc::clone(&SINGLE)
}

/// The only value: NULL of no rows, an error of several.
pub(crate) fn single_value(value: Expr) -> Expr {
    SINGLE.call(vec![value])
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Single {
    signature: Signature,
}

impl AggregateUDFImpl for Single {
    fn name(&self) -> &'static str {
        "$single"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> EngineResult<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Null))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        Ok(Box::new(One { value: ScalarValue::try_from(args.return_field.data_type())?, rows: 0 }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> EngineResult<Vec<FieldRef>> {
        let value = Field::new(format!("{}[value]", args.name), args.return_field.data_type().clone(), true);
        let rows = Field::new(format!("{}[rows]", args.name), DataType::Int64, true);
        Ok(vec![Arc::new(value), Arc::new(rows)])
    }
}

#[derive(Debug)]
struct One {
    value: ScalarValue,
    rows: i64,
}

impl One {
    fn add(&mut self, rows: i64) -> EngineResult<()> {
        self.rows += rows;
        if self.rows > 1 {
            let text = "Scalar sub-query has returned multiple rows";
            return Err(engine_error(TrinoError::new(ErrorCode::SubqueryMultipleRows, text)));
        }
        Ok(())
    }
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        let Some(values) = values.first().filter(|v| !v.is_empty()) else { return Ok(()) };
        self.add(i64::try_from(values.len()).unwrap_or(i64::MAX))?;
        self.value = ScalarValue::try_from_array(values, 0)?;
        Ok(())
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        Ok(self.value.clone())
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.value.size()
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        Ok(vec![self.value.clone(), ScalarValue::Int64(Some(self.rows))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> EngineResult<()> {
        let [values, rows] = states else { return Ok(()) };
        let rows = rows.as_primitive::<Int64Type>();
        for i in (0..rows.len()).filter(|i| rows.is_valid(*i) && rows.value(*i) > 0) {
            self.add(rows.value(i))?;
            self.value = ScalarValue::try_from_array(values, i)?;
        }
        Ok(())
    }
}
