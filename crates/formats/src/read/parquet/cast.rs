//! A column of a file as one of the table, as an expression.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow_schema::{DataType, FieldRef, Schema};
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;

use super::super::adapt::adapt;

/// An expression's value with struct fields matched by name without regard to case, missing ones NULL,
/// and bytes taken for text.
#[derive(Debug, Eq)]
pub(super) struct AdaptExpr {
    input: Arc<dyn PhysicalExpr>,
    target: FieldRef,
}

impl AdaptExpr {
    pub(super) fn new(input: Arc<dyn PhysicalExpr>, target: FieldRef) -> Self {
        Self { input, target }
    }
}

impl PartialEq for AdaptExpr {
    fn eq(&self, other: &Self) -> bool {
        self.input.eq(&other.input) && self.target == other.target
    }
}

impl Hash for AdaptExpr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.input.hash(state);
        self.target.hash(state);
    }
}

impl fmt::Display for AdaptExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "adapt({} as {})", self.input, self.target.data_type())
    }
}

impl PhysicalExpr for AdaptExpr {
    fn data_type(&self, _input_schema: &Schema) -> EngineResult<DataType> {
        Ok(self.target.data_type().clone())
    }

    fn nullable(&self, _input_schema: &Schema) -> EngineResult<bool> {
        Ok(true)
    }

    fn evaluate(&self, batch: &RecordBatch) -> EngineResult<ColumnarValue> {
        let array = self.input.evaluate(batch)?.into_array(batch.num_rows())?;
        Ok(ColumnarValue::Array(adapt(&array, self.target.data_type()).map_err(DataFusionError::from)?))
    }

    fn return_field(&self, _input_schema: &Schema) -> EngineResult<FieldRef> {
        Ok(Arc::clone(&self.target))
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.input]
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn PhysicalExpr>>) -> EngineResult<Arc<dyn PhysicalExpr>> {
        match <[_; 1]>::try_from(children) {
            Ok([input]) => Ok(Arc::new(Self { input, target: Arc::clone(&self.target) })),
            Err(_) => Err(DataFusionError::Internal("an adapted column has exactly one input".to_owned())),
        }
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
