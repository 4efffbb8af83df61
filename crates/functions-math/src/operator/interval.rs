//! Arithmetic of intervals: sums, negation, products with numbers and quotients by numbers.
//!
//! An interval day to second is held in milliseconds, one year to month in months.

use arrow::datatypes::{
    ArrowPrimitiveType, DurationMillisecondType as Days, Float64Type as Double, Int64Type as BigInt,
    IntervalYearMonthType as Months,
};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::{Result, TrinoError};

use crate::vector::{binary, try_binary, try_unary, unary};

/// Adding is never an overflow of milliseconds in Trino: it wraps, as 64 bits do.
pub(crate) fn add_days(bound: &Bound) -> Result<Kernel> {
    Ok(binary::<Days, Days, Days>(&bound.returns, i64::wrapping_add))
}

pub(crate) fn subtract_days(bound: &Bound) -> Result<Kernel> {
    Ok(binary::<Days, Days, Days>(&bound.returns, i64::wrapping_sub))
}

pub(crate) fn negate_days(bound: &Bound) -> Result<Kernel> {
    Ok(unary::<Days, Days>(&bound.returns, i64::wrapping_neg))
}

pub(crate) fn add_months(bound: &Bound) -> Result<Kernel> {
    Ok(try_binary::<Months, Months, Months>(&bound.returns, i32::overflowing_add, |_, _| too_long()))
}

pub(crate) fn subtract_months(bound: &Bound) -> Result<Kernel> {
    Ok(try_binary::<Months, Months, Months>(&bound.returns, i32::overflowing_sub, |_, _| too_long()))
}

pub(crate) fn negate_months(bound: &Bound) -> Result<Kernel> {
    Ok(try_unary::<Months, Months>(&bound.returns, i32::overflowing_neg, |_| too_long()))
}

/// Months are held in 32 bits, as Trino stores them.
fn too_long() -> TrinoError {
    TrinoError::out_of_range("interval year to month overflow")
}

fn months(value: i64) -> (i32, bool) {
    (value as i32, i32::try_from(value).is_err())
}

pub(crate) fn days_times_bigint(bound: &Bound) -> Result<Kernel> {
    Ok(binary::<Days, BigInt, Days>(&bound.returns, i64::wrapping_mul))
}

pub(crate) fn bigint_times_days(bound: &Bound) -> Result<Kernel> {
    Ok(binary::<BigInt, Days, Days>(&bound.returns, i64::wrapping_mul))
}

pub(crate) fn months_times_bigint(bound: &Bound) -> Result<Kernel> {
    Ok(try_binary::<Months, BigInt, Months>(
        &bound.returns,
        |a, b| months(i64::from(a).wrapping_mul(b)),
        |_, _| too_long(),
    ))
}

pub(crate) fn bigint_times_months(bound: &Bound) -> Result<Kernel> {
    Ok(try_binary::<BigInt, Months, Months>(
        &bound.returns,
        |a, b| months(i64::from(b).wrapping_mul(a)),
        |_, _| too_long(),
    ))
}

pub(crate) fn days_times_double(bound: &Bound) -> Result<Kernel> {
    Ok(scaled::<Days, Double, Days>(bound, |a, b| (a as f64 * b, !b.is_nan()), |v| (v as i64, false)))
}

pub(crate) fn double_times_days(bound: &Bound) -> Result<Kernel> {
    Ok(scaled::<Double, Days, Days>(bound, |a, b| (a * b as f64, !a.is_nan()), |v| (v as i64, false)))
}

pub(crate) fn months_times_double(bound: &Bound) -> Result<Kernel> {
    Ok(scaled::<Months, Double, Months>(bound, |a, b| (f64::from(a) * b, !b.is_nan()), |v| months(v as i64)))
}

pub(crate) fn double_times_months(bound: &Bound) -> Result<Kernel> {
    Ok(scaled::<Double, Months, Months>(bound, |a, b| (a * f64::from(b), !a.is_nan()), |v| months(v as i64)))
}

/// A product with a double, cut to a whole number; a body says beside it whether the double is a number.
fn scaled<A: ArrowPrimitiveType, B: ArrowPrimitiveType, R: ArrowPrimitiveType>(
    bound: &Bound,
    body: fn(A::Native, B::Native) -> (f64, bool),
    cut: fn(f64) -> (R::Native, bool),
) -> Kernel {
    let product = move |a, b| {
        let (value, number) = body(a, b);
        let (value, wrong) = cut(value);
        (value, wrong || !number)
    };
    try_binary::<A, B, R>(&bound.returns, product, move |a, b| match body(a, b).1 {
        true => too_long(),
        false => TrinoError::invalid_argument("Cannot multiply by double NaN"),
    })
}

pub(crate) fn days_by_double(bound: &Bound) -> Result<Kernel> {
    let body = |a: i64, b: f64| ((a as f64 / b) as i64, b.is_nan() || b == 0.0);
    Ok(try_binary::<Days, Double, Days>(&bound.returns, body, |_, b| no_divisor(b)))
}

pub(crate) fn months_by_double(bound: &Bound) -> Result<Kernel> {
    let body = |a: i32, b: f64| {
        let (value, wrong) = months((f64::from(a) / b) as i64);
        (value, wrong || b.is_nan() || b == 0.0)
    };
    Ok(try_binary::<Months, Double, Months>(&bound.returns, body, |_, b| match b.is_nan() || b == 0.0 {
        true => no_divisor(b),
        false => too_long(),
    }))
}

fn no_divisor(divisor: f64) -> TrinoError {
    // A zero keeps its fraction and its sign, as Java prints it.
    TrinoError::invalid_argument(format!("Cannot divide by double {divisor:?}"))
}
