//! From real and double.

use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type,
};
use boathouse_types::{TrinoError, Type};

use super::{decimal_of_text, fits, java_double, java_real, out_of_range};
use crate::body::{Body, checked, every, truth};

/// The cast of double.
pub(super) fn of_double(to: &Type) -> Option<Body> {
    Some(match to {
        Type::Boolean => truth::<Float64Type>(|v| v != 0.0),
        Type::BigInt => checked::<Float64Type, Int64Type>(
            to,
            |v| exact_i64(v.round()),
            |v| TrinoError::invalid_cast(format!("Unable to cast {} to bigint", java_double(v))),
        ),
        Type::Real => every::<Float64Type, Float32Type>(to, |v| v as f32),
        Type::TinyInt => narrowed::<Float64Type, Int8Type>("double", to, java_double),
        Type::SmallInt => narrowed::<Float64Type, Int16Type>("double", to, java_double),
        Type::Integer => narrowed::<Float64Type, Int32Type>("double", to, java_double),
        Type::Decimal { precision, scale } => decimal::<Float64Type>("DOUBLE", to, (*precision, *scale), java_double),
        _ => return None,
    })
}

/// The cast of real.
pub(super) fn of_real(to: &Type) -> Option<Body> {
    Some(match to {
        Type::Boolean => truth::<Float32Type>(|v| v != 0.0),
        // Too great a real becomes the greatest bigint: Trino checks the range of the narrower types only.
        Type::BigInt => checked::<Float32Type, Int64Type>(
            to,
            |v| (!v.is_nan()).then(|| v.round() as i64),
            |_| TrinoError::invalid_cast("Cannot cast real NaN to bigint"),
        ),
        Type::Double => every::<Float32Type, Float64Type>(to, f64::from),
        Type::TinyInt => narrowed::<Float32Type, Int8Type>("real", to, java_real),
        Type::SmallInt => narrowed::<Float32Type, Int16Type>("real", to, java_real),
        Type::Integer => narrowed::<Float32Type, Int32Type>("real", to, java_real),
        Type::Decimal { precision, scale } => decimal::<Float32Type>("REAL", to, (*precision, *scale), java_real),
        _ => return None,
    })
}

/// A whole number as a bigint, if it is one.
pub(crate) fn exact_i64(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (-LIMIT..LIMIT).contains(&value).then_some(value as i64)
}

fn narrowed<A, B>(name: &'static str, to: &Type, text: fn(A::Native) -> String) -> Body
where
    A: ArrowPrimitiveType<Native: Into<f64>>,
    B: ArrowPrimitiveType<Native: TryFrom<i64>>,
{
    let named = to.clone();
    let convert = |v: A::Native| B::Native::try_from(exact_i64(v.into().round())?).ok();
    checked::<A, B>(to, convert, move |v| {
        if v.into().is_nan() {
            return TrinoError::invalid_cast(format!("Cannot cast {name} NaN to {named}"));
        }
        out_of_range(&named, text(v))
    })
}

/// The decimal is the one the shortest text of the number says, not the exact value of its bits.
fn decimal<A: ArrowPrimitiveType>(
    name: &'static str,
    to: &Type,
    (precision, scale): (u8, u8),
    text: fn(A::Native) -> String,
) -> Body {
    let convert = move |v: A::Native| decimal_of_text(&text(v), scale).ok().flatten().filter(|v| fits(*v, precision));
    let fail = move |v: A::Native| {
        TrinoError::invalid_cast(format!("Cannot cast {name} '{}' to DECIMAL({precision}, {scale})", text(v)))
    };
    if precision <= 18 {
        return checked::<A, Decimal64Type>(to, move |v| convert(v).and_then(|v| i64::try_from(v).ok()), fail);
    }
    checked::<A, Decimal128Type>(to, convert, fail)
}
