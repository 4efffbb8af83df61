//! `$grouping`: stands for GROUPING until the keys are known.

use std::hash::{Hash, Hasher};

use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::TrinoError;
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

use crate::Position;

/// GROUPING with its place and its arguments as written.
#[derive(Debug)]
pub(crate) struct GroupingMarker {
    pub(crate) at: Position,
    pub(crate) written: Vec<String>,
    signature: Signature,
}

impl GroupingMarker {
    pub(crate) fn new(at: Position, written: Vec<String>) -> Self {
        Self { at, written, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl PartialEq for GroupingMarker {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for GroupingMarker {}

impl Hash for GroupingMarker {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl ScalarUDFImpl for GroupingMarker {
    fn name(&self) -> &'static str {
        "$grouping"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        Err(engine_error(TrinoError::internal("GROUPING was not planned")))
    }
}
