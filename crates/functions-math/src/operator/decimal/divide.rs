//! `/` and `%` of decimals.

use arrow::datatypes::{Decimal64Type, i256};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::{Result, TrinoError};

use super::{DIGITS_MAX, SHORT_DIGITS_MAX, Shape, Width, by_width, exceeds, overflow, power, short_power};
use crate::vector::try_binary;

pub(crate) fn divide(bound: &Bound) -> Result<Kernel> {
    let shape = Shape::of(bound)?;
    let factor = shape.result.scale + shape.right.scale - shape.left.scale;
    let digits = shape.left.precision + factor;
    if digits <= SHORT_DIGITS_MAX && shape.right.is_short() && shape.result.is_short() {
        return Ok(short_quotient(bound, short_power(factor)));
    }
    Ok(by_width!(shape, quotient_of(bound, factor, digits)))
}

fn wrong<B: Width>(divisor: B::Native) -> TrinoError {
    if B::widen(divisor) == 0 { TrinoError::division_by_zero() } else { overflow() }
}

/// The dividend fits 64 bits also when it is scaled.
fn short_quotient(bound: &Bound, factor: i64) -> Kernel {
    type Short = Decimal64Type;
    let body = move |a: i64, b: i64| {
        let dividend = a.wrapping_mul(factor);
        let quotient = dividend.checked_div(b).unwrap_or(0);
        let rest = dividend.wrapping_sub(quotient.wrapping_mul(b)).unsigned_abs();
        let up = i64::from(rest >= b.unsigned_abs() - rest.min(b.unsigned_abs()));
        let sign = if (dividend < 0) == (b < 0) { 1 } else { -1 };
        (quotient.wrapping_add(sign * up), b == 0)
    };
    try_binary::<Short, Short, Short>(&bound.returns, body, |_, b| wrong::<Short>(b))
}

fn quotient_of<A: Width, B: Width, R: Width>(bound: &Bound, factor: u32, digits: u32) -> Kernel {
    if digits <= DIGITS_MAX {
        let factor = power(factor);
        let body = move |a: A::Native, b: B::Native| {
            let (value, failed) = divide_rounding(A::widen(a).wrapping_mul(factor), B::widen(b));
            (R::narrow(value), failed)
        };
        return try_binary::<A, B, R>(&bound.returns, body, |_, b| wrong::<B>(b));
    }
    let body = move |a: A::Native, b: B::Native| {
        let (value, failed) = divide_wide(A::widen(a), factor, B::widen(b));
        (R::narrow(value), failed)
    };
    try_binary::<A, B, R>(&bound.returns, body, |_, b| wrong::<B>(b))
}

/// A quotient rounded half up, and whether it is none or too wide.
fn divide_rounding(dividend: i128, divisor: i128) -> (i128, bool) {
    if divisor == 0 {
        return (0, true);
    }
    let (quotient, rest) = match (i64::try_from(dividend), i64::try_from(divisor)) {
        // 64-bit division is several times quicker.
        (Ok(a), Ok(b)) if a != i64::MIN => (i128::from(a / b), i128::from(a % b)),
        _ => (dividend.wrapping_div(divisor), dividend.wrapping_rem(divisor)),
    };
    let (rest, size) = (rest.unsigned_abs(), divisor.unsigned_abs());
    let up = i128::from(rest >= size - rest);
    let sign = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    let rounded = quotient.wrapping_add(sign * up);
    (rounded, exceeds(rounded))
}

/// As [`divide_rounding`] of a dividend that is scaled first and may leave 128 bits by it.
fn divide_wide(dividend: i128, factor: u32, divisor: i128) -> (i128, bool) {
    // A dividend scaled by 38 digits and more is one Trino does not divide.
    if divisor == 0 || factor >= DIGITS_MAX {
        return (0, true);
    }
    if let Some(scaled) = dividend.checked_mul(power(factor)) {
        return divide_rounding(scaled, divisor);
    }
    let wide = i256::from_i128;
    let scaled = wide(dividend).wrapping_mul(wide(power(factor)));
    let (quotient, rest) = (scaled.wrapping_div(wide(divisor)), scaled.wrapping_rem(wide(divisor)));
    let (rest, size) = (rest.wrapping_abs(), wide(divisor).wrapping_abs());
    let up = i128::from(rest >= size.wrapping_sub(rest));
    let sign = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    match quotient.wrapping_add(wide(sign * up)).to_i128() {
        Some(value) => (value, exceeds(value)),
        None => (0, true),
    }
}

pub(crate) fn modulus(bound: &Bound) -> Result<Kernel> {
    let shape = Shape::of(bound)?;
    let scale = shape.result.scale;
    let (left, right) = (scale - shape.left.scale, scale - shape.right.scale);
    let digits = (shape.left.precision + left).max(shape.right.precision + right);
    Ok(by_width!(shape, remainder_of(bound, left, right, digits)))
}

fn remainder_of<A: Width, B: Width, R: Width>(bound: &Bound, left: u32, right: u32, digits: u32) -> Kernel {
    if digits <= DIGITS_MAX {
        let (left, right) = (power(left), power(right));
        let body = move |a: A::Native, b: B::Native| {
            let (a, b) = (A::widen(a).wrapping_mul(left), B::widen(b).wrapping_mul(right));
            (R::narrow(remainder(a, b)), b == 0)
        };
        return try_binary::<A, B, R>(&bound.returns, body, |_, b| wrong::<B>(b));
    }
    let body = move |a: A::Native, b: B::Native| {
        let (a, b) = (A::widen(a), B::widen(b));
        if b == 0 {
            return (R::narrow(0), true);
        }
        let wide = |value: i128, factor: u32| i256::from_i128(value).wrapping_mul(i256::from_i128(power(factor)));
        // The rest is smaller than both sides, and one of them is not scaled.
        let rest = wide(a, left).wrapping_rem(wide(b, right)).to_i128();
        (R::narrow(rest.unwrap_or(0)), rest.is_none_or(exceeds))
    };
    try_binary::<A, B, R>(&bound.returns, body, |_, b| wrong::<B>(b))
}

/// The rest of a division with the sign of the dividend; 0 for a divisor that is.
fn remainder(dividend: i128, divisor: i128) -> i128 {
    match (i64::try_from(dividend), i64::try_from(divisor)) {
        (Ok(a), Ok(b)) => i128::from(a.checked_rem(b).unwrap_or(0)),
        _ => dividend.checked_rem(divisor).unwrap_or(0),
    }
}

/// Divides by a power of ten and rounds half up.
pub(crate) fn scale_down(value: i128, digits: u32) -> i128 {
    divide_rounding(value, power(digits)).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_round_half_up() {
        for (dividend, divisor, expected) in
            [(9, 5, 2), (-7, 5, -1), (-9, -5, 2), (1, -2, -1), (-1, 3, 0), (5, 2, 3), (-5, 2, -3), (0, -3, 0)]
        {
            assert_eq!(divide_rounding(dividend, divisor), (expected, false), "{dividend} / {divisor}");
            assert_eq!(divide_wide(dividend, 0, divisor), (expected, false), "{dividend} / {divisor}");
        }
        assert_eq!(
            divide_wide(power(37), 37, power(36) * 3),
            (33_333_333_333_333_333_333_333_333_333_333_333_333, false)
        );
        assert!(divide_wide(power(37), 37, 3).1);
        assert!(divide_wide(1, 38, 1).1);
        assert!(divide_rounding(1, 0).1);
    }
}
