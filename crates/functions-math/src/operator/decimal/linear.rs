//! `+`, `-`, `*` and negation of decimals.

use arrow::datatypes::{ArrowPrimitiveType, Decimal64Type, Decimal128Type};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::Result;

use super::{DIGITS_MAX, Digits, Shape, Width, by_width, exceeds, overflow, power, short_power};
use crate::vector::{binary, try_binary, unary};

/// What both sides are multiplied by to have the same scale.
#[derive(Clone, Copy)]
struct Factors {
    left: u32,
    right: u32,
}

impl Factors {
    fn of(shape: Shape) -> Self {
        let scale = shape.left.scale.max(shape.right.scale);
        Self { left: scale - shape.left.scale, right: scale - shape.right.scale }
    }
}

pub(crate) fn add(bound: &Bound) -> Result<Kernel> {
    sum::<false>(bound)
}

pub(crate) fn subtract(bound: &Bound) -> Result<Kernel> {
    sum::<true>(bound)
}

fn sum<const MINUS: bool>(bound: &Bound) -> Result<Kernel> {
    let shape = Shape::of(bound)?;
    let factors = Factors::of(shape);
    if shape.result.is_short() {
        return Ok(short_sum::<MINUS>(bound, factors));
    }
    if digits_of_sum(shape) <= DIGITS_MAX {
        return Ok(by_width!(shape, long_sum_of(bound, factors, MINUS)));
    }
    Ok(by_width!(shape, checked_sum_of(bound, factors, MINUS)))
}

/// Digits a sum can have; the type of the result is cut to what there are.
fn digits_of_sum(shape: Shape) -> u32 {
    let (left, right) = (shape.left, shape.right);
    (left.precision - left.scale).max(right.precision - right.scale) + left.scale.max(right.scale) + 1
}

/// The sum fits 64 bits, so nothing can overflow but what a NULL covers.
fn short_sum<const MINUS: bool>(bound: &Bound, factors: Factors) -> Kernel {
    type Short = Decimal64Type;
    let (left, right) = (short_power(factors.left), short_power(factors.right));
    let right = if MINUS { -right } else { right };
    match (left, right) {
        (1, 1) => binary::<Short, Short, Short>(&bound.returns, i64::wrapping_add),
        (1, -1) => binary::<Short, Short, Short>(&bound.returns, i64::wrapping_sub),
        _ => binary::<Short, Short, Short>(&bound.returns, move |a, b| {
            a.wrapping_mul(left).wrapping_add(b.wrapping_mul(right))
        }),
    }
}

fn long_sum_of<A: Width, B: Width, R: Width>(bound: &Bound, factors: Factors, minus: bool) -> Kernel {
    let (left, right) = (power(factors.left), power(factors.right));
    let right = if minus { -right } else { right };
    binary::<A, B, R>(&bound.returns, move |a, b| {
        R::narrow(A::widen(a).wrapping_mul(left).wrapping_add(B::widen(b).wrapping_mul(right)))
    })
}

fn checked_sum_of<A: Width, B: Width, R: Width>(bound: &Bound, factors: Factors, minus: bool) -> Kernel {
    let (left, right) = (power(factors.left), power(factors.right));
    let body = move |a: A::Native, b: B::Native| {
        let (a, wrong_a) = A::widen(a).overflowing_mul(left);
        let (b, wrong_b) = B::widen(b).overflowing_mul(right);
        let (sum, wrong) = if minus { a.overflowing_sub(b) } else { a.overflowing_add(b) };
        (R::narrow(sum), wrong_a || wrong_b || wrong || exceeds(sum))
    };
    try_binary::<A, B, R>(&bound.returns, body, |_, _| overflow())
}

pub(crate) fn multiply(bound: &Bound) -> Result<Kernel> {
    let shape = Shape::of(bound)?;
    if shape.result.is_short() {
        return Ok(binary::<Decimal64Type, Decimal64Type, Decimal64Type>(&bound.returns, i64::wrapping_mul));
    }
    if shape.left.precision + shape.right.precision <= DIGITS_MAX {
        return Ok(by_width!(shape, product_of(bound)));
    }
    Ok(by_width!(shape, checked_product_of(bound)))
}

fn product_of<A: Width, B: Width, R: Width>(bound: &Bound) -> Kernel {
    binary::<A, B, R>(&bound.returns, |a, b| R::narrow(A::widen(a).wrapping_mul(B::widen(b))))
}

fn checked_product_of<A: Width, B: Width, R: Width>(bound: &Bound) -> Kernel {
    let body = |a: A::Native, b: B::Native| {
        let (product, wrong) = A::widen(a).overflowing_mul(B::widen(b));
        (R::narrow(product), wrong || exceeds(product))
    };
    try_binary::<A, B, R>(&bound.returns, body, |_, _| overflow())
}

pub(crate) fn negate(bound: &Bound) -> Result<Kernel> {
    if Digits::of(bound.argument(0)?)?.is_short() {
        return Ok(negative::<Decimal64Type>(bound, i64::wrapping_neg));
    }
    Ok(negative::<Decimal128Type>(bound, i128::wrapping_neg))
}

fn negative<P: ArrowPrimitiveType>(bound: &Bound, body: fn(P::Native) -> P::Native) -> Kernel {
    unary::<P, P>(&bound.returns, body)
}
