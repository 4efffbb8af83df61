//! Arithmetic of decimals: exact, or rounded half up, or an error.
//!
//! Up to 18 digits a decimal is held in 64 bits, beyond in 128. What the precisions of both sides prove about
//! the size of a result decides which arithmetic a kernel uses, so that most need no check per row.

mod divide;
mod linear;
mod result_type;

use arrow::datatypes::{ArrowPrimitiveType, Decimal64Type, Decimal128Type};
use boathouse_functions::Bound;
use boathouse_types::{Result, TrinoError, Type};

pub(crate) use divide::{divide, modulus, scale_down};
pub(crate) use linear::{add, multiply, negate, subtract};
pub(crate) use result_type::{decimal, divide_type, modulus_type, multiply_type, sum_type};

/// Digits of the widest decimal.
pub(crate) const DIGITS_MAX: u32 = 38;
/// Digits that fit 64 bits.
pub(crate) const SHORT_DIGITS_MAX: u32 = 18;

/// A representation of decimals.
pub(crate) trait Width: ArrowPrimitiveType {
    /// The unscaled value.
    fn widen(value: Self::Native) -> i128;
    /// The value of an unscaled one that is known to fit, or stands for NULL.
    fn narrow(value: i128) -> Self::Native;
}

impl Width for Decimal64Type {
    fn widen(value: i64) -> i128 {
        i128::from(value)
    }

    fn narrow(value: i128) -> i64 {
        value as i64
    }
}

impl Width for Decimal128Type {
    fn widen(value: i128) -> i128 {
        value
    }

    fn narrow(value: i128) -> i128 {
        value
    }
}

/// Precision and scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digits {
    pub(crate) precision: u32,
    pub(crate) scale: u32,
}

impl Digits {
    pub(crate) fn of(data_type: &Type) -> Result<Self> {
        match data_type {
            Type::Decimal { precision, scale } => Ok(Self { precision: (*precision).into(), scale: (*scale).into() }),
            other => Err(TrinoError::internal(format!("{other} is no decimal"))),
        }
    }

    pub(crate) fn is_short(self) -> bool {
        self.precision <= SHORT_DIGITS_MAX
    }
}

/// The types of a call with two arguments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) left: Digits,
    pub(crate) right: Digits,
    pub(crate) result: Digits,
}

impl Shape {
    pub(crate) fn of(bound: &Bound) -> Result<Self> {
        Ok(Self {
            left: Digits::of(bound.argument(0)?)?,
            right: Digits::of(bound.argument(1)?)?,
            result: Digits::of(&bound.returns)?,
        })
    }
}

/// Powers of ten up to the 38th.
pub(crate) const fn power(exponent: u32) -> i128 {
    10i128.pow(exponent)
}

/// A power of ten of at most 18.
pub(crate) const fn short_power(exponent: u32) -> i64 {
    10i64.pow(exponent)
}

/// Whether a value has more than 38 digits.
pub(crate) fn exceeds(value: i128) -> bool {
    value.unsigned_abs() >= power(DIGITS_MAX).unsigned_abs()
}

pub(crate) fn overflow() -> TrinoError {
    TrinoError::out_of_range("Decimal overflow")
}

/// Picks a generic kernel by how both arguments and the result are held.
macro_rules! by_width {
    ($shape:expr, $kernel:ident ( $($argument:expr),* )) => {{
        use arrow::datatypes::{Decimal64Type as Short, Decimal128Type as Long};
        let shape: $crate::operator::decimal::Shape = $shape;
        match (shape.left.is_short(), shape.right.is_short(), shape.result.is_short()) {
            (true, true, true) => $kernel::<Short, Short, Short>($($argument),*),
            (true, true, false) => $kernel::<Short, Short, Long>($($argument),*),
            (true, false, true) => $kernel::<Short, Long, Short>($($argument),*),
            (true, false, false) => $kernel::<Short, Long, Long>($($argument),*),
            (false, true, true) => $kernel::<Long, Short, Short>($($argument),*),
            (false, true, false) => $kernel::<Long, Short, Long>($($argument),*),
            (false, false, true) => $kernel::<Long, Long, Short>($($argument),*),
            (false, false, false) => $kernel::<Long, Long, Long>($($argument),*),
        }
    }};
}
pub(crate) use by_width;

#[cfg(test)]
mod tests;
