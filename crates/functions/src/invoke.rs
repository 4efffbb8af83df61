//! The body of a function: from the columns of a batch to a column.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use boathouse_types::{Result, TrinoError};
use datafusion::logical_expr::ColumnarValue;

use crate::LambdaCall;

/// A function's body, made for the types of one call.
pub type Kernel = Arc<dyn Fn(&Invocation<'_>) -> Result<ColumnarValue> + Send + Sync>;

/// Turns a closure into a [`Kernel`].
pub fn kernel(body: impl Fn(&Invocation<'_>) -> Result<ColumnarValue> + Send + Sync + 'static) -> Kernel {
    Arc::new(body)
}

/// One call over a batch.
pub struct Invocation<'a> {
    /// The arguments without the lambdas.
    pub args: &'a [ColumnarValue],
    /// Rows of the batch.
    pub rows: usize,
    pub(crate) lambdas: &'a [LambdaCall],
}

impl Invocation<'_> {
    /// An argument as a column of the batch's length.
    ///
    /// # Errors
    /// Internal error when there is no such argument.
    pub fn array(&self, index: usize) -> Result<ArrayRef> {
        let value = self.value(index)?;
        value.to_array(self.rows).map_err(|e| TrinoError::internal(e.to_string()))
    }

    /// An argument as it came: a column, or one value for all rows.
    ///
    /// # Errors
    /// Internal error when there is no such argument.
    pub fn value(&self, index: usize) -> Result<&ColumnarValue> {
        self.args.get(index).ok_or_else(|| TrinoError::internal(format!("there is no argument {index}")))
    }

    /// A lambda with the values it captured.
    ///
    /// # Errors
    /// Internal error when there is no such lambda.
    pub fn lambda(&self, index: usize) -> Result<&LambdaCall> {
        self.lambdas.get(index).ok_or_else(|| TrinoError::internal(format!("there is no lambda {index}")))
    }

    /// Whether every argument is one value for all rows, what lambdas capture included.
    pub fn is_scalar(&self) -> bool {
        self.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)))
            && self.lambdas.iter().all(LambdaCall::is_scalar)
    }

    /// Rows a body has to compute: one when every argument is a single value.
    pub fn rows_to_compute(&self) -> usize {
        if self.is_scalar() && !self.args.is_empty() { 1 } else { self.rows }
    }

    /// A computed column as the result: a single value when only [`Self::rows_to_compute`] rows were.
    ///
    /// # Errors
    /// When Arrow cannot take a value out of the column.
    pub fn finish(&self, column: ArrayRef) -> Result<ColumnarValue> {
        if column.len() == 1 && self.is_scalar() && !self.args.is_empty() {
            let scalar = datafusion::common::ScalarValue::try_from_array(&column, 0);
            return scalar.map(ColumnarValue::Scalar).map_err(|e| TrinoError::internal(e.to_string()));
        }
        Ok(ColumnarValue::Array(column))
    }
}
