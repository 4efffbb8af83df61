//! Which kernel compares a type.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, BooleanBuilder, Datum, PrimitiveArray, Scalar,
};
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::cmp;
use arrow::datatypes::{Float32Type, Float64Type};
use arrow::error::ArrowError;
use boathouse_functions::{
    Bound, Invocation, Kernel, comparator, equality, identity, is_native_key, kernel, key_array,
};
use boathouse_types::{Result, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::vector::{column_or_value, union_nulls};

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
}

impl Comparison {
    /// Arrow's kernel, right for every type but floating-point numbers.
    fn native(self) -> fn(&dyn Datum, &dyn Datum) -> Result<BooleanArray, ArrowError> {
        match self {
            Self::Equal => cmp::eq,
            Self::NotEqual => cmp::neq,
            Self::Less => cmp::lt,
            Self::LessOrEqual => cmp::lt_eq,
            Self::Greater => cmp::gt,
            Self::GreaterOrEqual => cmp::gt_eq,
            Self::Distinct => cmp::distinct,
        }
    }

    /// Whether an order satisfies it.
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual | Self::Distinct => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The kernel that compares values of the type of a call's first argument.
pub(super) fn compare(bound: &Bound, comparison: Comparison) -> Result<Kernel> {
    let data_type = bound.argument(0)?.clone();
    Ok(match data_type {
        Type::Double => kernel(move |call| floats::<Float64Type>(call, comparison)),
        Type::Real => kernel(move |call| floats::<Float32Type>(call, comparison)),
        // Char compares with the blanks that pad it, which are not held.
        Type::Char(_) if !matches!(comparison, Comparison::Equal | Comparison::NotEqual | Comparison::Distinct) => {
            kernel(move |call| rows(call, comparison, &data_type))
        }
        Type::Array(_) | Type::Row(_) | Type::Map(..) => kernel(move |call| rows(call, comparison, &data_type)),
        _ => kernel(move |call| keys(call, comparison, &data_type)),
    })
}

/// Both arguments, with whether one row stands for all.
struct Sides {
    left: (ArrayRef, bool),
    right: (ArrayRef, bool),
}

impl Sides {
    fn of(call: &Invocation<'_>) -> Result<Self> {
        Ok(Self { left: column_or_value(call, 0)?, right: column_or_value(call, 1)? })
    }

    /// The places of a row on both sides.
    fn places(&self, row: usize) -> (usize, usize) {
        (if self.left.1 { 0 } else { row }, if self.right.1 { 0 } else { row })
    }
}

/// Types whose keys Arrow compares as Trino compares the values.
fn keys(call: &Invocation<'_>, comparison: Comparison, data_type: &Type) -> Result<ColumnarValue> {
    let Sides { left: (left, left_single), right: (right, right_single) } = Sides::of(call)?;
    let (left, right) = match is_native_key(data_type) {
        true => (left, right),
        false => (key_array(data_type, &left)?, key_array(data_type, &right)?),
    };
    let compare = comparison.native();
    let result = match (left_single, right_single) {
        (false, false) | (true, true) => compare(&left, &right),
        (false, true) => compare(&left, &Scalar::new(right)),
        (true, false) => compare(&Scalar::new(left), &right),
    };
    call.finish(Arc::new(result?))
}

/// IEEE numbers: NaN is neither equal to anything nor before or after it, and both zeros are one.
fn floats<P: ArrowPrimitiveType>(call: &Invocation<'_>, comparison: Comparison) -> Result<ColumnarValue>
where
    P::Native: PartialOrd,
{
    let sides = Sides::of(call)?;
    let rows = call.rows_to_compute();
    let (left, right) = (sides.left.0.as_primitive::<P>(), sides.right.0.as_primitive::<P>());
    if comparison == Comparison::Distinct {
        return distinct_floats(call, &sides, left, right);
    }
    let nulls = union_nulls(left, sides.left.1, right, sides.right.1, rows);
    let values = match comparison {
        Comparison::Equal => collect(&sides, left, right, rows, |a, b| a == b),
        Comparison::NotEqual | Comparison::Distinct => collect(&sides, left, right, rows, |a, b| a != b),
        Comparison::Less => collect(&sides, left, right, rows, |a, b| a < b),
        Comparison::LessOrEqual => collect(&sides, left, right, rows, |a, b| a <= b),
        Comparison::Greater => collect(&sides, left, right, rows, |a, b| a > b),
        Comparison::GreaterOrEqual => collect(&sides, left, right, rows, |a, b| a >= b),
    };
    call.finish(Arc::new(BooleanArray::new(values, nulls)))
}

fn collect<P: ArrowPrimitiveType>(
    sides: &Sides,
    left: &PrimitiveArray<P>,
    right: &PrimitiveArray<P>,
    rows: usize,
    body: impl Fn(P::Native, P::Native) -> bool,
) -> BooleanBuffer {
    let (a, b) = (left.values(), right.values());
    match (sides.left.1, sides.right.1) {
        (false, false) => BooleanBuffer::collect_bool(rows, |i| body(a[i], b[i])),
        (false, true) => {
            let b = right.value(0);
            BooleanBuffer::collect_bool(rows, |i| body(a[i], b))
        }
        (true, false) => {
            let a = left.value(0);
            BooleanBuffer::collect_bool(rows, |i| body(a, b[i]))
        }
        (true, true) => {
            let result = body(left.value(0), right.value(0));
            BooleanBuffer::collect_bool(rows, |_| result)
        }
    }
}

/// NULL is not distinct from NULL, nor NaN from NaN.
fn distinct_floats<P: ArrowPrimitiveType>(
    call: &Invocation<'_>,
    sides: &Sides,
    left: &PrimitiveArray<P>,
    right: &PrimitiveArray<P>,
) -> Result<ColumnarValue>
where
    P::Native: PartialOrd,
{
    let is_nan = |value: P::Native| value.partial_cmp(&value).is_none();
    let values = BooleanBuffer::collect_bool(call.rows_to_compute(), |row| {
        let (i, j) = sides.places(row);
        match (left.is_null(i), right.is_null(j)) {
            (false, false) => {
                let (a, b) = (left.value(i), right.value(j));
                a != b && !(is_nan(a) && is_nan(b))
            }
            (a, b) => a != b,
        }
    });
    call.finish(Arc::new(BooleanArray::new(values, None)))
}

/// Nested values, row by row.
fn rows(call: &Invocation<'_>, comparison: Comparison, data_type: &Type) -> Result<ColumnarValue> {
    let sides = Sides::of(call)?;
    let (left, right) = (&sides.left.0, &sides.right.0);
    let count = call.rows_to_compute();
    let mut result = BooleanBuilder::with_capacity(count);
    match comparison {
        Comparison::Equal | Comparison::NotEqual => {
            let equal = equality(data_type, left, right)?;
            let negated = comparison == Comparison::NotEqual;
            for row in 0..count {
                let (i, j) = sides.places(row);
                result.append_option(equal(i, j).map(|equal| equal != negated));
            }
        }
        Comparison::Distinct => {
            let same = identity(data_type, left, right)?;
            for row in 0..count {
                let (i, j) = sides.places(row);
                result.append_value(!same(i, j));
            }
        }
        _ => {
            let order = comparator(data_type, left, right)?;
            for row in 0..count {
                let (i, j) = sides.places(row);
                match left.is_null(i) || right.is_null(j) {
                    true => result.append_null(),
                    false => result.append_value(comparison.holds(order(i, j)?)),
                }
            }
        }
    }
    call.finish(Arc::new(result.finish()))
}
