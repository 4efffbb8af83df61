//! Rounding of decimals.

use arrow::datatypes::Int32Type;
use boathouse_functions::{Bindings, Bound, Kernel};
use boathouse_types::{Result, TrinoError, Type};

use super::super::decimals::{divide, numbers, of_decimal, whole_type};
use crate::operator::decimal::{DIGITS_MAX, Digits, Shape, Width, by_width, decimal, exceeds, power, scale_down};
use crate::vector::try_binary;

/// What the unscaled values of the argument are divided by to be whole.
fn factor(bound: &Bound) -> Result<i128> {
    Ok(power(Digits::of(bound.argument(0)?)?.scale))
}

/// Of `round(x)`.
pub(super) fn round_type(bindings: &Bindings) -> Result<Type> {
    whole_type(bindings)
}

/// `round(x)`
pub(super) fn round(bound: &Bound) -> Result<Kernel> {
    let scale = Digits::of(bound.argument(0)?)?.scale;
    of_decimal(bound, move |value| scale_down(value, scale))
}

/// `ceiling(x)`
pub(super) fn ceiling(bound: &Bound) -> Result<Kernel> {
    let factor = factor(bound)?;
    of_decimal(bound, move |value| {
        let (quotient, rest) = divide(value, factor);
        quotient + i128::from(rest > 0)
    })
}

/// `floor(x)`
pub(super) fn floor(bound: &Bound) -> Result<Kernel> {
    let factor = factor(bound)?;
    of_decimal(bound, move |value| {
        let (quotient, rest) = divide(value, factor);
        quotient - i128::from(rest < 0)
    })
}

/// Of `truncate(x)`.
pub(super) fn truncate_type(bindings: &Bindings) -> Result<Type> {
    let (precision, scale) = numbers(bindings)?;
    decimal((precision - scale).max(1), 0)
}

/// `truncate(x)`
pub(super) fn truncate(bound: &Bound) -> Result<Kernel> {
    let factor = factor(bound)?;
    of_decimal(bound, move |value| divide(value, factor).0)
}

/// Of `round(x, n)`: rounding up may need one digit more.
pub(super) fn round_digits_type(bindings: &Bindings) -> Result<Type> {
    let (precision, scale) = numbers(bindings)?;
    decimal((precision + 1).min(DIGITS_MAX), scale)
}

/// `round(x, n)`
pub(super) fn round_digits(bound: &Bound) -> Result<Kernel> {
    at_digit(bound, |value, dropped| scale_down(value, dropped).checked_mul(power(dropped)))
}

/// `truncate(x, n)`
pub(super) fn truncate_digits(bound: &Bound) -> Result<Kernel> {
    at_digit(bound, |value, dropped| Some(value - divide(value, power(dropped)).1))
}

/// Changes a value from a digit on, given how many there are from it.
fn at_digit(bound: &Bound, body: fn(i128, u32) -> Option<i128>) -> Result<Kernel> {
    let given = Digits::of(bound.argument(0)?)?;
    let shape = Shape { left: given, right: given, result: Digits::of(&bound.returns)? };
    Ok(by_width!(shape, at_digit_of(bound, given, body)))
}

/// The second width is the first's: the other argument is an integer.
fn at_digit_of<A: Width, B: Width, R: Width>(
    bound: &Bound,
    given: Digits,
    body: fn(i128, u32) -> Option<i128>,
) -> Kernel {
    let changed = move |value: i128, digits: i32| match i64::from(given.scale) - i64::from(digits) {
        dropped if dropped <= 0 => Some(value),
        // All digits and the one before them go.
        dropped if dropped > i64::from(given.precision) => Some(0),
        dropped => body(value, dropped as u32).filter(|value| !exceeds(*value)),
    };
    let kernel = move |value: A::Native, digits: i32| match changed(A::widen(value), digits) {
        Some(result) => (R::narrow(result), false),
        None => (R::narrow(0), true),
    };
    try_binary::<A, Int32Type, R>(&bound.returns, kernel, |value, _| {
        TrinoError::out_of_range(format!("decimal overflow: {}", A::widen(value)))
    })
}
