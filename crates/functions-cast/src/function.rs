//! CAST and TRY_CAST as functions of a plan.

use std::sync::Arc;

use boathouse_functions::{
    Bindings, Bound, Category, Function, Invocation, Kernel, Overload, Session, TrinoUdf, kernel,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::ColumnarValue;

use crate::Caster;
use crate::caster::never_fails;

/// The cast of one type to another as a function of one argument; none when Trino has no such cast.
pub fn cast_udf(from: &Type, to: &Type, try_: bool, session: &Arc<Session>) -> Option<TrinoUdf> {
    Caster::new(from, to, session)?;
    let function = match (try_, never_fails(from, to)) {
        (true, _) => &TRY_CAST,
        (false, true) => &SAFE_CAST,
        (false, false) => &CAST,
    };
    let bound = Bound {
        arguments: vec![from.clone()],
        returns: to.clone(),
        bindings: Bindings::default(),
        lambdas: Vec::new(),
        session: Arc::clone(session),
    };
    TrinoUdf::new(function, 0, bound).ok()
}

static CAST: Function = Function { fallible: true, ..DECLARED };

static SAFE_CAST: Function = DECLARED;

const DECLARED: Function = Function {
    name: "$cast",
    category: Category::Conversion,
    description: "The value as another type.",
    overloads: &[Overload {
        signature: "<F, T> $cast(F) -> T",
        returns: None,
        kernel: |bound| run(bound, Caster::cast),
    }],
    ..Function::DEFAULT
};

static TRY_CAST: Function = Function {
    name: "$try_cast",
    category: Category::Conversion,
    description: "The value as another type; NULL when it cannot be cast.",
    overloads: &[Overload {
        signature: "<F, T> $try_cast(F) -> T",
        returns: None,
        kernel: |bound| run(bound, Caster::try_cast),
    }],
    ..Function::DEFAULT
};

type Method = fn(&Caster, &arrow::array::ArrayRef) -> Result<arrow::array::ArrayRef>;

fn run(bound: &Bound, method: Method) -> Result<Kernel> {
    let from = bound.argument(0)?;
    let caster = Caster::new(from, &bound.returns, &bound.session)
        .ok_or_else(|| TrinoError::internal(format!("Cannot cast {from} to {}", bound.returns)))?;
    Ok(kernel(move |call: &Invocation<'_>| match call.value(0)? {
        ColumnarValue::Array(column) => Ok(ColumnarValue::Array(method(&caster, column)?)),
        ColumnarValue::Scalar(value) => {
            let column = value.to_array().map_err(boathouse_functions::trino_error)?;
            let result = ScalarValue::try_from_array(&method(&caster, &column)?, 0);
            result.map(ColumnarValue::Scalar).map_err(boathouse_functions::trino_error)
        }
    }))
}
