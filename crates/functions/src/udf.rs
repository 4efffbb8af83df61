//! A resolved call as a function of the engine.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::error::ArrowError;
use arrow_schema::{DataType, Field, FieldRef};
use boathouse_types::{Result, TrinoError};
use datafusion::common::{DataFusionError, Result as EngineResult, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::{Bound, Function, Invocation, Kernel, LambdaCall, check_stop};

/// A function bound to the types of one call, with its lambdas and session. The engine neither coerces nor
/// types it: the analyzer has.
#[derive(Clone)]
pub struct TrinoUdf {
    function: &'static Function,
    overload: usize,
    bound: Bound,
    signature: Signature,
    kernel: Kernel,
}

impl TrinoUdf {
    /// Makes the body for the types in `bound`.
    ///
    /// # Errors
    /// What the overload says of these types.
    pub fn new(function: &'static Function, overload: usize, bound: Bound) -> Result<Self> {
        let declared = function.overloads.get(overload);
        let declared =
            declared.ok_or_else(|| TrinoError::internal(format!("{} has no overload {overload}", function.name)))?;
        let kernel = (declared.kernel)(&bound)?;
        let deterministic = function.deterministic && !bound.lambdas.iter().any(|l| l.body().is_volatile());
        let volatility = if deterministic { Volatility::Immutable } else { Volatility::Volatile };
        Ok(Self { function, overload, bound, signature: Signature::user_defined(volatility), kernel })
    }

    /// A call's expression: the arguments without lambdas, then what the lambdas capture, in their order.
    pub fn call(self, arguments: Vec<Expr>) -> Expr {
        Arc::new(ScalarUDF::from(self)).call(arguments)
    }

    /// The declaration.
    pub fn function(&self) -> &'static Function {
        self.function
    }

    /// Which of the declaration's overloads.
    pub fn overload(&self) -> usize {
        self.overload
    }

    /// The types, lambdas and session of the call.
    pub fn bound(&self) -> &Bound {
        &self.bound
    }

    fn invoke(&self, args: &[ColumnarValue], rows: usize) -> Result<ColumnarValue> {
        check_stop()?;
        let captured: usize = self.bound.lambdas.iter().map(|l| l.captures().len()).sum();
        let (values, mut rest) = args.split_at(args.len().saturating_sub(captured));
        let mut lambdas = Vec::with_capacity(self.bound.lambdas.len());
        for lambda in &self.bound.lambdas {
            let (mine, others) = rest.split_at(lambda.captures().len().min(rest.len()));
            rest = others;
            lambdas.push(LambdaCall::new(Arc::clone(lambda), mine.to_vec(), rows));
        }
        let null = |value: &ColumnarValue| matches!(value, ColumnarValue::Scalar(scalar) if scalar.is_null());
        if !self.function.called_on_null && values.iter().any(null) {
            let null = ScalarValue::try_from(&self.bound.returns.to_arrow()).map_err(trino_error)?;
            return Ok(ColumnarValue::Scalar(null));
        }
        (self.kernel)(&Invocation { args: values, rows, lambdas: &lambdas })
    }
}

impl fmt::Debug for TrinoUdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrinoUdf")
            .field("name", &self.function.name)
            .field("bound", &self.bound)
            .finish_non_exhaustive()
    }
}

impl PartialEq for TrinoUdf {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.function, other.function)
            && self.overload == other.overload
            && self.bound.arguments == other.bound.arguments
            && self.bound.returns == other.bound.returns
            && self.bound.lambdas == other.bound.lambdas
            && self.bound.session == other.bound.session
    }
}

impl Eq for TrinoUdf {}

impl Hash for TrinoUdf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
        self.overload.hash(state);
        self.bound.arguments.hash(state);
        self.bound.returns.hash(state);
        self.bound.lambdas.hash(state);
    }
}

impl ScalarUDFImpl for TrinoUdf {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The result type is part of the name, for two casts of one value differ in nothing else; so are lambdas.
    fn schema_name(&self, args: &[Expr]) -> EngineResult<String> {
        let arguments: Vec<_> = args.iter().map(|a| a.schema_name().to_string()).collect();
        let lambdas: String = self.bound.lambdas.iter().map(|l| format!(";{}", l.body())).collect();
        Ok(format!("{}({}{lambdas}):{}", self.function.name, arguments.join(","), self.bound.returns))
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(self.bound.returns.to_arrow())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> EngineResult<FieldRef> {
        Ok(Arc::new(Field::new(self.function.name, self.bound.returns.to_arrow(), true)))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        self.invoke(&args.args, args.number_rows).map_err(engine_error)
    }
}

/// A Trino error as the engine carries it.
pub fn engine_error(error: TrinoError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// The Trino error inside one of the engine's, or an internal one with its text.
pub fn trino_error(error: DataFusionError) -> TrinoError {
    match error {
        DataFusionError::External(inner) => trino_error_of_box(inner),
        DataFusionError::ArrowError(inner, _) => match *inner {
            ArrowError::ExternalError(inner) => trino_error_of_box(inner),
            other => TrinoError::from(other),
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => trino_error(*inner),
        DataFusionError::Shared(inner) => find_shared(&inner),
        DataFusionError::Collection(mut errors) if !errors.is_empty() => trino_error(errors.swap_remove(0)),
        other => TrinoError::internal(other.to_string()),
    }
}

fn trino_error_of_box(error: Box<dyn std::error::Error + Send + Sync>) -> TrinoError {
    match error.downcast::<TrinoError>() {
        Ok(ours) => *ours,
        Err(other) => match other.downcast::<DataFusionError>() {
            Ok(inner) => trino_error(*inner),
            Err(other) => TrinoError::internal(other.to_string()),
        },
    }
}

/// A shared error cannot be taken apart, so what is inside is cloned.
fn find_shared(error: &DataFusionError) -> TrinoError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = source {
        if let Some(ours) = current.downcast_ref::<TrinoError>() {
            return ours.clone();
        }
        source = match current.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::External(inner)) => Some(inner.as_ref()),
            Some(DataFusionError::Shared(inner)) => Some(inner.as_ref()),
            Some(DataFusionError::Context(_, inner)) => Some(inner.as_ref()),
            _ => current.source(),
        };
    }
    TrinoError::internal(error.to_string())
}
