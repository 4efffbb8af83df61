//! From the integer types.

use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type,
};
use boathouse_types::{TrinoError, Type};

use super::{fits, out_of_range, ten_to};
use crate::body::{Body, checked, every, truth};

/// The cast of an integer type, which errors call by `name`.
pub(super) fn body<A>(name: &'static str, to: &Type) -> Option<Body>
where
    A: ArrowPrimitiveType<Native: Into<i64>>,
{
    Some(match to {
        Type::Boolean => truth::<A>(|v| v.into() != 0),
        Type::TinyInt => narrowed::<A, Int8Type>(to),
        Type::SmallInt => narrowed::<A, Int16Type>(to),
        Type::Integer => narrowed::<A, Int32Type>(to),
        Type::BigInt => every::<A, Int64Type>(to, Into::into),
        Type::Real => every::<A, Float32Type>(to, |v| v.into() as f32),
        Type::Double => every::<A, Float64Type>(to, |v| v.into() as f64),
        Type::Decimal { precision, scale } => decimal::<A>(name, to, *precision, *scale),
        _ => return None,
    })
}

fn narrowed<A, B>(to: &Type) -> Body
where
    A: ArrowPrimitiveType<Native: Into<i64>>,
    B: ArrowPrimitiveType<Native: TryFrom<i64>>,
{
    let named = to.clone();
    checked::<A, B>(to, |v| B::Native::try_from(v.into()).ok(), move |v| out_of_range(&named, v.into()))
}

fn decimal<A>(name: &'static str, to: &Type, precision: u8, scale: u8) -> Body
where
    A: ArrowPrimitiveType<Native: Into<i64>>,
{
    let ten = ten_to(scale);
    let scaled = move |value: i64| i128::from(value).checked_mul(ten).filter(|v| fits(*v, precision));
    let fail = move |value: A::Native| {
        let value: i64 = value.into();
        TrinoError::invalid_cast(format!("Cannot cast {name} '{value}' to DECIMAL({precision}, {scale})"))
    };
    if precision <= 18 {
        return checked::<A, Decimal64Type>(to, move |v| scaled(v.into()).and_then(|v| i64::try_from(v).ok()), fail);
    }
    checked::<A, Decimal128Type>(to, move |v| scaled(v.into()), fail)
}
