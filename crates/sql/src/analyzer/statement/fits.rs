//! `$fits`: a text that may be stored where less text fits, when only blanks are lost.

use arrow::array::AsArray;
use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::{TrinoError, Type};
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The text as it is, or an error when more than blanks lies behind the first `length` characters.
pub(super) fn fits(text: Expr, length: u32, from: &Type, to: &Type) -> Expr {
    ScalarUDF::from(Fits::new(length, from.clone(), to.clone())).call(vec![text])
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fits {
    pub(crate) length: u32,
    pub(crate) from: Type,
    pub(crate) to: Type,
    signature: Signature,
}

impl Fits {
    pub(crate) fn new(length: u32, from: Type, to: Type) -> Self {
        Self { length, from, to, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Fits {
    fn name(&self) -> &'static str {
        "$fits"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> EngineResult<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Utf8View))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let Some(value) = args.args.into_iter().next() else {
            return Err(engine_error(TrinoError::internal("$fits takes one argument")));
        };
        let column = value.to_array(1)?;
        let texts = arrow::compute::cast(&column, &DataType::Utf8View)?;
        let length = self.length as usize;
        let long = |text: &str| text.trim_end_matches(' ').chars().nth(length).is_some();
        if texts.as_string_view().iter().flatten().any(long) {
            let text = format!(
                "Cannot truncate non-space characters when casting from {} to {} on INSERT",
                self.from, self.to
            );
            return Err(engine_error(TrinoError::invalid_cast(text)));
        }
        Ok(value)
    }
}
