//! `$key`: a value as something the engine compares and hashes as Trino does.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray};
use arrow_schema::DataType;
use boathouse_functions::{engine_error, is_native_key, key_array, key_type, row_keys};
use boathouse_types::{Result, Type};
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::analyzer::Typed;

/// Whether the engine compares values of the type as they are, as Trino does.
pub(crate) fn is_flat(data_type: &Type) -> bool {
    !matches!(data_type, Type::Array(_) | Type::Row(_) | Type::Map(..)) && is_native_key(data_type)
}

/// What stands for a value where equality counts: the value itself where the engine's equality is Trino's.
pub(crate) fn key(value: &Typed) -> Expr {
    if is_flat(&value.data_type) || value.data_type == Type::Unknown {
        return value.expr.clone();
    }
    ScalarUDF::from(Key::new(value.data_type.clone())).call(vec![value.expr.clone()])
}

/// How [`key`] is held.
pub(crate) fn key_data_type(data_type: &Type) -> DataType {
    match data_type {
        Type::Array(_) | Type::Row(_) | Type::Map(..) => DataType::Binary,
        other => key_type(other),
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) data_type: Type,
    signature: Signature,
}

impl Key {
    pub(crate) fn new(data_type: Type) -> Self {
        Self { data_type, signature: Signature::user_defined(Volatility::Immutable) }
    }

    fn returns(&self) -> DataType {
        key_data_type(&self.data_type)
    }

    fn keys(&self, column: &ArrayRef) -> Result<ArrayRef> {
        if self.returns() != DataType::Binary {
            return key_array(&self.data_type, column);
        }
        let rows = row_keys(&self.data_type, column)?;
        let keys: BinaryArray =
            (0..column.len()).map(|i| column.is_valid(i).then(|| rows.row(i).data().to_vec())).collect();
        Ok(Arc::new(keys))
    }
}

impl ScalarUDFImpl for Key {
    fn name(&self) -> &'static str {
        "$key"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(self.returns())
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let column = columns.into_iter().next();
        let column =
            column.ok_or_else(|| engine_error(boathouse_types::TrinoError::internal("$key takes one argument")))?;
        self.keys(&column).map(ColumnarValue::Array).map_err(engine_error)
    }
}
