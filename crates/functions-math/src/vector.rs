//! Loops over the buffers of columns, for functions that are called on every row of every query.
//!
//! Values of NULL slots are computed too, for that costs less than looking; whatever they give is covered by
//! the NULL. A body that can fail says so beside its value, and only when one did is the row looked for.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::ArrowPrimitiveType;
use arrow_schema::DataType;
use boathouse_functions::{Invocation, Kernel, kernel};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

/// An argument: a column, or one value for all rows.
pub(crate) struct Operand<P: ArrowPrimitiveType> {
    pub(crate) column: PrimitiveArray<P>,
    pub(crate) single: bool,
}

impl<P: ArrowPrimitiveType> Operand<P> {
    pub(crate) fn of(call: &Invocation<'_>, index: usize) -> Result<Self> {
        let (array, single) = column_or_value(call, index)?;
        let column = array.as_primitive_opt::<P>().cloned();
        let column = column.ok_or_else(|| {
            TrinoError::internal(format!("argument {index} is held as {}, not as {}", array.data_type(), P::DATA_TYPE))
        })?;
        Ok(Self { column, single })
    }

    /// The value of a row; nothing where it is NULL.
    pub(crate) fn get(&self, row: usize) -> Option<P::Native> {
        let row = if self.single { 0 } else { row };
        self.column.is_valid(row).then(|| self.column.value(row))
    }
}

/// The array of an argument, and whether its one row stands for all.
pub(crate) fn column_or_value(call: &Invocation<'_>, index: usize) -> Result<(ArrayRef, bool)> {
    match call.value(index)? {
        ColumnarValue::Array(array) => Ok((Arc::clone(array), false)),
        ColumnarValue::Scalar(scalar) => {
            Ok((scalar.to_array().map_err(|e| TrinoError::internal(e.to_string()))?, true))
        }
    }
}

fn finish<P: ArrowPrimitiveType>(
    call: &Invocation<'_>,
    values: Vec<P::Native>,
    nulls: Option<NullBuffer>,
    data_type: &DataType,
) -> Result<ColumnarValue> {
    let column = PrimitiveArray::<P>::try_new(ScalarBuffer::from(values), nulls)?;
    call.finish(Arc::new(column.with_data_type(data_type.clone())))
}

/// A body of one argument that cannot fail.
pub(crate) fn unary<A: ArrowPrimitiveType, R: ArrowPrimitiveType>(
    returns: &Type,
    body: impl Fn(A::Native) -> R::Native + Send + Sync + 'static,
) -> Kernel {
    let data_type = returns.to_arrow();
    kernel(move |call| {
        let a = Operand::<A>::of(call, 0)?;
        let values = a.column.values().iter().map(|a| body(*a)).collect();
        finish::<R>(call, values, a.column.nulls().cloned(), &data_type)
    })
}

/// A body of one argument that gives its value and whether it failed; `error` names the failure.
pub(crate) fn try_unary<A: ArrowPrimitiveType, R: ArrowPrimitiveType>(
    returns: &Type,
    body: impl Fn(A::Native) -> (R::Native, bool) + Send + Sync + 'static,
    error: impl Fn(A::Native) -> TrinoError + Send + Sync + 'static,
) -> Kernel {
    let data_type = returns.to_arrow();
    kernel(move |call| {
        let a = Operand::<A>::of(call, 0)?;
        let mut failed = false;
        let mut values = Vec::with_capacity(a.column.len());
        values.extend(a.column.values().iter().map(|a| {
            let (value, wrong) = body(*a);
            failed |= wrong;
            value
        }));
        if failed {
            let wrong = a.column.iter().flatten().find(|a| body(*a).1);
            if let Some(a) = wrong {
                return Err(error(a));
            }
        }
        finish::<R>(call, values, a.column.nulls().cloned(), &data_type)
    })
}

/// A body of two arguments that cannot fail.
pub(crate) fn binary<A: ArrowPrimitiveType, B: ArrowPrimitiveType, R: ArrowPrimitiveType>(
    returns: &Type,
    body: impl Fn(A::Native, B::Native) -> R::Native + Send + Sync + 'static,
) -> Kernel {
    let data_type = returns.to_arrow();
    kernel(move |call| {
        let (a, b) = (Operand::<A>::of(call, 0)?, Operand::<B>::of(call, 1)?);
        let nulls = union_nulls(&a.column, a.single, &b.column, b.single, call.rows_to_compute());
        let values = map2(&a, &b, call.rows_to_compute(), &body);
        finish::<R>(call, values, nulls, &data_type)
    })
}

/// A body of two arguments that gives its value and whether it failed; `error` names the failure.
pub(crate) fn try_binary<A: ArrowPrimitiveType, B: ArrowPrimitiveType, R: ArrowPrimitiveType>(
    returns: &Type,
    body: impl Fn(A::Native, B::Native) -> (R::Native, bool) + Send + Sync + 'static,
    error: impl Fn(A::Native, B::Native) -> TrinoError + Send + Sync + 'static,
) -> Kernel {
    let data_type = returns.to_arrow();
    kernel(move |call| {
        let (a, b) = (Operand::<A>::of(call, 0)?, Operand::<B>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let nulls = union_nulls(&a.column, a.single, &b.column, b.single, rows);
        let (values, failed) = try_map2(&a, &b, rows, &body);
        if failed {
            let place = |single: bool, row: usize| if single { 0 } else { row };
            let pairs = (0..rows).filter(|row| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(*row)));
            let mut pairs =
                pairs.map(|row| (a.column.value(place(a.single, row)), b.column.value(place(b.single, row))));
            if let Some((a, b)) = pairs.find(|(a, b)| body(*a, *b).1) {
                return Err(error(a, b));
            }
        }
        finish::<R>(call, values, nulls, &data_type)
    })
}

/// Where a row of either argument is NULL; a single value stands for all rows.
pub(crate) fn union_nulls(
    a: &dyn Array,
    a_single: bool,
    b: &dyn Array,
    b_single: bool,
    rows: usize,
) -> Option<NullBuffer> {
    let nulls = |column: &dyn Array, single: bool| match single {
        true => (rows > 0 && column.is_null(0)).then(|| NullBuffer::new_null(rows)),
        false => column.logical_nulls(),
    };
    NullBuffer::union(nulls(a, a_single).as_ref(), nulls(b, b_single).as_ref())
}

fn map2<A: ArrowPrimitiveType, B: ArrowPrimitiveType, R>(
    a: &Operand<A>,
    b: &Operand<B>,
    rows: usize,
    mut body: impl FnMut(A::Native, B::Native) -> R,
) -> Vec<R> {
    let (left, right) = (a.column.values(), b.column.values());
    match (a.single, b.single) {
        (false, false) => left.iter().zip(right.iter()).map(|(a, b)| body(*a, *b)).collect(),
        (false, true) => {
            let b = b.column.value(0);
            left.iter().map(|a| body(*a, b)).collect()
        }
        (true, false) => {
            let a = a.column.value(0);
            right.iter().map(|b| body(a, *b)).collect()
        }
        (true, true) => (0..rows).map(|_| body(a.column.value(0), b.column.value(0))).collect(),
    }
}

fn try_map2<A: ArrowPrimitiveType, B: ArrowPrimitiveType, R>(
    a: &Operand<A>,
    b: &Operand<B>,
    rows: usize,
    body: &impl Fn(A::Native, B::Native) -> (R, bool),
) -> (Vec<R>, bool) {
    let mut failed = false;
    let values = map2(a, b, rows, |a, b| {
        let (value, wrong) = body(a, b);
        failed |= wrong;
        value
    });
    (values, failed)
}
