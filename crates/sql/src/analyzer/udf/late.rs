//! `$late`: a condition that stays where it stands.

use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::TrinoError;
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The condition, which moves nowhere once it is a filter's.
pub(crate) fn late(condition: Expr) -> Expr {
    ScalarUDF::from(Late::default()).call(vec![condition])
}

/// Whether a condition is one that stays.
pub(crate) fn is_late(condition: &Expr) -> bool {
    matches!(condition, Expr::ScalarFunction(call) if call.func.inner().downcast_ref::<Late>().is_some())
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Late {
    signature: Signature,
}

impl Default for Late {
    fn default() -> Self {
        // Volatile, so that the engine moves no filter of it towards the tables.
        Self { signature: Signature::user_defined(Volatility::Volatile) }
    }
}

impl ScalarUDFImpl for Late {
    fn name(&self) -> &'static str {
        "$late"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(DataType::Boolean)
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let condition = args.args.into_iter().next();
        condition.ok_or_else(|| engine_error(TrinoError::internal("$late takes a condition")))
    }
}
