//! A column of a file as one of the table, as an expression.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::CastOptions;
use arrow_schema::{ArrowError, DataType, FieldRef, Schema};
use boathouse_schema::{HiveType, to_arrow};
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;

use super::super::adapt::{adapt_with, check_decimals};
use super::super::widths::fit;
use super::values::{decoded, name_of};
use crate::Error;

/// An expression's value as the type its column is declared with, and that as the table's: struct fields are matched by
/// name without regard to case, missing ones are NULL, bytes are taken for text. What does not fit is an error.
#[derive(Debug, Eq)]
pub(super) struct AdaptExpr {
    pub(super) input: Arc<dyn PhysicalExpr>,
    /// The column in the file.
    pub(super) source: FieldRef,
    /// What the file's values are declared as.
    pub(super) declared: HiveType,
    pub(super) target: FieldRef,
    /// The file, for messages.
    pub(super) uri: Arc<str>,
}

impl AdaptExpr {
    fn adapt(&self, array: &ArrayRef) -> Result<ArrayRef, Error> {
        let strict = CastOptions { safe: false, ..Default::default() };
        let declared = to_arrow(&self.declared)?;
        let read = || -> Result<ArrayRef, ArrowError> {
            let array = decoded(array, &self.source)?;
            check_decimals(&array)?;
            let array = fit(adapt_with(&array, &declared, &strict)?, &self.declared);
            adapt_with(&array, self.target.data_type(), &strict)
        };
        read().map_err(|error| Error::BadData {
            message: format!("Malformed Parquet file. Field {}: {error}", name_of(&self.source)),
            place: self.uri.to_string(),
        })
    }
}

impl PartialEq for AdaptExpr {
    fn eq(&self, other: &Self) -> bool {
        self.input.eq(&other.input)
            && self.source == other.source
            && self.declared == other.declared
            && self.target == other.target
            && self.uri == other.uri
    }
}

impl Hash for AdaptExpr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.input.hash(state);
        self.source.hash(state);
        self.target.hash(state);
        self.uri.hash(state);
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
        Ok(ColumnarValue::Array(self.adapt(&array)?))
    }

    fn return_field(&self, _input_schema: &Schema) -> EngineResult<FieldRef> {
        Ok(Arc::clone(&self.target))
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.input]
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn PhysicalExpr>>) -> EngineResult<Arc<dyn PhysicalExpr>> {
        match <[_; 1]>::try_from(children) {
            Ok([input]) => Ok(Arc::new(Self {
                input,
                source: Arc::clone(&self.source),
                declared: self.declared.clone(),
                target: Arc::clone(&self.target),
                uri: Arc::clone(&self.uri),
            })),
            Err(_) => Err(DataFusionError::Internal("an adapted column has exactly one input".to_owned())),
        }
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
