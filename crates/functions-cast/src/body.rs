//! The loops casts are made of.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray};
use arrow::datatypes::ArrowPrimitiveType;
use arrow_schema::DataType;
use boathouse_functions::{Arg, Out};
use boathouse_types::{Result, TrinoError, Type};

/// What becomes of a value that cannot be cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The cast fails.
    Strict,
    /// The value becomes NULL, where the body goes value by value; other bodies fail in this mode too.
    Try,
}

impl Mode {
    /// The outcome of one value in this mode.
    pub(crate) fn settle<T>(self, outcome: Result<Option<T>>) -> Result<Option<T>> {
        match outcome {
            Err(error) if self == Self::Try && error.is_caught_by_try() => Ok(None),
            other => other,
        }
    }
}

/// A cast between two types, over a column.
pub(crate) type Body = Arc<dyn Fn(&ArrayRef, Mode) -> Result<ArrayRef> + Send + Sync>;

/// The column as it is.
pub(crate) fn identity() -> Body {
    Arc::new(|column, _| Ok(Arc::clone(column)))
}

/// A column held otherwise than its type says.
pub(crate) fn held(column: &dyn Array) -> TrinoError {
    TrinoError::internal(format!("a cast does not read a column held as {}", column.data_type()))
}

/// The column as its type is held, where a reader of files has held text, bytes or decimals otherwise.
pub(crate) fn native(data_type: &Type, column: &ArrayRef) -> Result<ArrayRef> {
    use DataType as T;
    let wanted = data_type.to_arrow();
    let otherwise = match (column.data_type(), &wanted) {
        (found, wanted) if found == wanted => false,
        (T::Dictionary(..), _) => true,
        (T::Utf8 | T::LargeUtf8, T::Utf8View) | (T::Binary | T::LargeBinary, T::BinaryView) => true,
        (T::Decimal32(p, s) | T::Decimal64(p, s) | T::Decimal128(p, s), T::Decimal64(q, t) | T::Decimal128(q, t)) => {
            (p, s) == (q, t)
        }
        _ => false,
    };
    if otherwise { Ok(arrow::compute::cast(column, &wanted)?) } else { Ok(Arc::clone(column)) }
}

/// The column as the array type its kind is read from.
pub(crate) fn read<A: Arg>(column: &ArrayRef) -> Result<&A::Column> {
    column.as_any().downcast_ref::<A::Column>().ok_or_else(|| held(column))
}

/// A cast of numbers that cannot fail.
pub(crate) fn every<A: ArrowPrimitiveType, B: ArrowPrimitiveType>(
    to: &Type,
    convert: impl Fn(A::Native) -> B::Native + Send + Sync + 'static,
) -> Body {
    let to = to.to_arrow();
    Arc::new(move |column, _| {
        let column = column.as_primitive_opt::<A>().ok_or_else(|| held(column))?;
        Ok(Arc::new(column.unary::<_, B>(&convert).with_data_type(to.clone())))
    })
}

/// A cast of numbers that fails where `convert` gives nothing.
pub(crate) fn checked<A: ArrowPrimitiveType, B: ArrowPrimitiveType>(
    to: &Type,
    convert: impl Fn(A::Native) -> Option<B::Native> + Send + Sync + 'static,
    fail: impl Fn(A::Native) -> TrinoError + Send + Sync + 'static,
) -> Body {
    let to = to.to_arrow();
    Arc::new(move |column, mode| {
        let column = column.as_primitive_opt::<A>().ok_or_else(|| held(column))?;
        let result: PrimitiveArray<B> = match mode {
            Mode::Strict => column.try_unary(|value| convert(value).ok_or_else(|| fail(value)))?,
            Mode::Try => column.unary_opt(&convert),
        };
        Ok(Arc::new(result.with_data_type(to.clone())))
    })
}

/// Numbers as booleans.
pub(crate) fn truth<A: ArrowPrimitiveType>(is_true: impl Fn(A::Native) -> bool + Send + Sync + 'static) -> Body {
    Arc::new(move |column, _| {
        let column = column.as_primitive_opt::<A>().ok_or_else(|| held(column))?;
        Ok(Arc::new(BooleanArray::from_unary(column, &is_true)))
    })
}

/// Booleans as one of two numbers.
pub(crate) fn of_truth<B: ArrowPrimitiveType>(to: &Type, yes: B::Native, no: B::Native) -> Body {
    let to = to.to_arrow();
    Arc::new(move |column, _| {
        let column = column.as_boolean_opt().ok_or_else(|| held(column))?;
        let values: Vec<B::Native> = column.values().iter().map(|value| if value { yes } else { no }).collect();
        let result = PrimitiveArray::<B>::new(values.into(), column.nulls().cloned());
        Ok(Arc::new(result.with_data_type(to.clone())))
    })
}

/// A cast value by value.
pub(crate) fn each<A: Arg, R: Out>(
    to: &Type,
    convert: impl for<'a> Fn(A::Value<'a>) -> Result<Option<R::Owned>> + Send + Sync + 'static,
) -> Body {
    let to = to.clone();
    Arc::new(move |column, mode| {
        let column = read::<A>(column)?;
        let values = (0..column.len())
            .map(|row| if column.is_null(row) { Ok(None) } else { mode.settle(convert(A::value(column, row))) });
        R::collect(&to, column.len(), values)
    })
}
