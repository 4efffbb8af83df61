//! `$late`: a condition that stays where it stands.

use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::TrinoError;
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The condition, which the engine's optimizer moves nowhere once it is a column of a projection.
pub(crate) fn late(condition: Expr) -> Expr {
    // Volatile, so that filters on it stay above the projection that computes it.
    ScalarUDF::from(Late { signature: Signature::user_defined(Volatility::Volatile) }).call(vec![condition])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Late {
    signature: Signature,
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
