//! Lambdas: a body over its parameters and the outer columns it uses.
//!
//! The analyzer turns `x -> x + y` into a body over `p0` (its parameter) and `c0` (the captured `y`), and hands
//! `y` to the function as one more argument. So a plan with lambdas is a plan of ordinary columns, which the
//! optimizer prunes and moves as any other.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_schema::{Field, Schema, SchemaRef};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::{DFSchema, DataFusionError};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{ColumnarValue, Expr};
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};

use crate::room;
use crate::udf::trino_error;

/// Rows a body is run on at a time, so that what it makes in between stays small.
const CHUNK_ROWS_MAX: usize = 1 << 14;
/// Bytes that copies of captured values may take.
const CAPTURED_BYTES_MAX: usize = 64 << 20;

/// A lambda of a call.
#[derive(Debug)]
pub struct Lambda {
    parameters: Vec<Type>,
    captures: Vec<Type>,
    returns: Type,
    body: Expr,
    schema: SchemaRef,
    compiled: OnceLock<std::result::Result<Arc<dyn PhysicalExpr>, String>>,
}

impl Lambda {
    /// A lambda whose body reads its parameters as columns `p0`, `p1`, … and what it captures as `c0`, `c1`, …
    pub fn new(parameters: Vec<Type>, captures: Vec<Type>, returns: Type, body: Expr) -> Self {
        let fields = |prefix: &'static str, types: &[Type]| {
            types
                .iter()
                .enumerate()
                .map(move |(i, t)| Field::new(format!("{prefix}{i}"), t.to_arrow(), true))
                .collect::<Vec<_>>()
        };
        let schema = Schema::new([fields("p", &parameters), fields("c", &captures)].concat());
        Self { parameters, captures, returns, body, schema: Arc::new(schema), compiled: OnceLock::new() }
    }

    /// Its parameters' types.
    pub fn parameters(&self) -> &[Type] {
        &self.parameters
    }

    /// The types of what it captures.
    pub fn captures(&self) -> &[Type] {
        &self.captures
    }

    /// The type of its result.
    pub fn returns(&self) -> &Type {
        &self.returns
    }

    /// Its body.
    pub fn body(&self) -> &Expr {
        &self.body
    }

    fn compiled(&self) -> Result<&Arc<dyn PhysicalExpr>> {
        let compile = || {
            let schema = DFSchema::try_from(Arc::clone(&self.schema))?;
            create_physical_expr(&self.body, &schema, &ExecutionProps::new(), &PhysicalPlanningContext::default())
        };
        let compiled = self.compiled.get_or_init(|| compile().map_err(|e: DataFusionError| e.to_string()));
        compiled.as_ref().map_err(|text| TrinoError::internal(text.clone()))
    }
}

impl PartialEq for Lambda {
    fn eq(&self, other: &Self) -> bool {
        self.parameters == other.parameters && self.captures == other.captures && self.body == other.body
    }
}

impl Eq for Lambda {}

impl Hash for Lambda {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parameters.hash(state);
        self.captures.hash(state);
        self.body.hash(state);
    }
}

/// A lambda with the values it captured in a batch.
#[derive(Debug)]
pub struct LambdaCall {
    lambda: Arc<Lambda>,
    captured: Vec<ColumnarValue>,
    rows: usize,
}

impl LambdaCall {
    /// A lambda, the values it captured, and how many rows they are of.
    pub fn new(lambda: Arc<Lambda>, captured: Vec<ColumnarValue>, rows: usize) -> Self {
        Self { lambda, captured, rows }
    }

    /// The type of its result.
    pub fn returns(&self) -> &Type {
        self.lambda.returns()
    }

    /// Whether the body gives every row of the batch the same: it captures single values only, and equal
    /// parameters give equal results.
    pub fn is_scalar(&self) -> bool {
        self.captured.iter().all(|value| matches!(value, ColumnarValue::Scalar(_))) && !self.lambda.body.is_volatile()
    }

    /// Rows the body is best run on at a time, so that copies of what it captures do not take all memory.
    pub fn rows_at_a_time(&self) -> usize {
        let longest = |captured: &ColumnarValue| match captured {
            ColumnarValue::Array(array) => room::row_bytes_max(array),
            ColumnarValue::Scalar(scalar) if scalar.data_type().is_nested() => {
                scalar.to_array().map_or(0, |one| room::row_bytes_max(&one))
            }
            ColumnarValue::Scalar(_) => 0,
        };
        let bytes: usize = self.captured.iter().map(longest).sum();
        (CAPTURED_BYTES_MAX / bytes.max(1)).clamp(1, CHUNK_ROWS_MAX)
    }

    /// Runs the body once for all rows of `parameters`; `outer` says for each of them which row of the batch
    /// its captured values come from.
    ///
    /// # Errors
    /// What the body raises.
    pub fn call(&self, parameters: &[ArrayRef], outer: &UInt32Array) -> Result<ArrayRef> {
        let mut columns = parameters.to_vec();
        for captured in &self.captured {
            columns.push(match captured {
                ColumnarValue::Array(array) => room::taken(array, outer)?,
                scalar => room::spread(scalar.clone(), outer.len())?,
            });
        }
        self.evaluate(columns, outer.len())
    }

    /// Runs a body without parameters over the batch's own rows, as TRY does.
    ///
    /// # Errors
    /// What the body raises.
    pub fn call_in_place(&self) -> Result<ArrayRef> {
        let columns = self.captured.iter().map(|c| room::spread(c.clone(), self.rows));
        self.evaluate(columns.collect::<Result<_>>()?, self.rows)
    }

    /// Runs a body without parameters for one row of the batch.
    ///
    /// # Errors
    /// What the body raises.
    pub fn call_in_row(&self, row: usize) -> Result<ArrayRef> {
        let columns = self.captured.iter().map(|captured| match captured {
            ColumnarValue::Array(array) => Ok(array.slice(row, 1)),
            ColumnarValue::Scalar(scalar) => scalar.to_array().map_err(trino_error),
        });
        self.evaluate(columns.collect::<Result<_>>()?, 1)
    }

    fn evaluate(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<ArrayRef> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.lambda.schema), columns, &options)?;
        let value = self.lambda.compiled()?.evaluate(&batch).map_err(trino_error)?;
        room::spread(value, rows)
    }
}
