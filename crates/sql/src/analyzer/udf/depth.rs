//! `$depth`: the next step of a recursion, which must not be too deep.

use std::sync::Arc;

use arrow::array::{AsArray, Int64Array};
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::TrinoError;
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// Steps a recursion may take.
pub(crate) const DEPTH_MAX: i64 = 10;

/// The depth of the step behind this one.
pub(crate) fn next_depth(depth: Expr) -> Expr {
    ScalarUDF::from(Depth::default()).call(vec![depth])
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Depth {
    signature: Signature,
}

impl Default for Depth {
    fn default() -> Self {
        // Volatile, so that nothing computes it before the step runs or leaves it out.
        Self { signature: Signature::user_defined(Volatility::Volatile) }
    }
}

impl ScalarUDFImpl for Depth {
    fn name(&self) -> &'static str {
        "$depth"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(DataType::Int64)
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        if args.number_rows == 0 {
            return Ok(ColumnarValue::Array(Arc::new(Int64Array::new_null(0))));
        }
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let Some(depths) = columns.first().and_then(|c| c.as_primitive_opt::<Int64Type>()) else {
            return Err(engine_error(TrinoError::internal("$depth takes one bigint")));
        };
        let depths: Int64Array = depths.unary(|depth| depth + 1);
        if !depths.is_empty() && depths.values().iter().any(|depth| *depth > DEPTH_MAX) {
            let text = format!(
                "Recursion depth limit exceeded ({DEPTH_MAX}). Use 'max_recursion_depth' session property to modify the limit."
            );
            return Err(engine_error(TrinoError::not_supported(text)));
        }
        Ok(ColumnarValue::Array(Arc::new(depths)))
    }
}
