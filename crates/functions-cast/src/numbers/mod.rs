//! Casts among booleans, integers, decimals, real and double, and from text to them.

mod decimals;
mod floats;
mod integers;
mod java;
mod parse;

use arrow::datatypes::{
    Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
};
use boathouse_types::{TrinoError, Type};

use crate::body::{Body, of_truth};

pub(crate) use floats::exact_i64;
pub(crate) use java::{exponent_double, exponent_real};
pub use java::{java_double, java_real};
pub(crate) use parse::{decimal_of_text, double_of_text, integer_of_text, of_text, real_of_text, truth_of_text};

/// The cast of two number types.
pub(crate) fn body(from: &Type, to: &Type) -> Option<Body> {
    match from {
        Type::Boolean => of_boolean(to),
        Type::TinyInt => integers::body::<Int8Type>("TINYINT", to),
        Type::SmallInt => integers::body::<Int16Type>("SMALLINT", to),
        Type::Integer => integers::body::<Int32Type>("INTEGER", to),
        Type::BigInt => integers::body::<Int64Type>("BIGINT", to),
        Type::Real => floats::of_real(to),
        Type::Double => floats::of_double(to),
        Type::Decimal { precision, scale } if *precision <= 18 => {
            decimals::body::<Decimal64Type>(*precision, *scale, to)
        }
        Type::Decimal { precision, scale } => decimals::body::<Decimal128Type>(*precision, *scale, to),
        _ => None,
    }
}

fn of_boolean(to: &Type) -> Option<Body> {
    Some(match to {
        Type::TinyInt => of_truth::<Int8Type>(to, 1, 0),
        Type::SmallInt => of_truth::<Int16Type>(to, 1, 0),
        Type::Integer => of_truth::<Int32Type>(to, 1, 0),
        Type::BigInt => of_truth::<Int64Type>(to, 1, 0),
        Type::Real => of_truth::<Float32Type>(to, 1.0, 0.0),
        Type::Double => of_truth::<Float64Type>(to, 1.0, 0.0),
        // One does not fit a decimal of fraction digits only; Trino holds it all the same.
        Type::Decimal { precision, scale } if *precision <= 18 => {
            of_truth::<Decimal64Type>(to, 10_i64.pow(u32::from(*scale)), 0)
        }
        Type::Decimal { scale, .. } => of_truth::<Decimal128Type>(to, ten_to(*scale), 0),
        _ => return None,
    })
}

/// Ten to a power of at most 38.
pub(crate) fn ten_to(power: u8) -> i128 {
    10_i128.pow(u32::from(power.min(38)))
}

/// Whether an unscaled value has at most so many digits.
pub(crate) fn fits(unscaled: i128, precision: u8) -> bool {
    unscaled.unsigned_abs() < ten_to(precision).unsigned_abs()
}

/// `NUMERIC_VALUE_OUT_OF_RANGE` of a cast to an integer type.
pub(crate) fn out_of_range(to: &Type, value: impl std::fmt::Display) -> TrinoError {
    TrinoError::out_of_range(format!("Out of range for {to}: {value}"))
}
