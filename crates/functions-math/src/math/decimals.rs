//! What functions of one decimal share.

use boathouse_functions::{Bindings, Bound, Kernel};
use boathouse_types::{Result, Type};

use crate::operator::decimal::{Digits, Shape, Width, by_width, decimal};
use crate::vector::unary;

/// A kernel from the unscaled value to the unscaled result; neither can overflow.
pub(super) fn of_decimal(bound: &Bound, body: impl Fn(i128) -> i128 + Send + Sync + Clone + 'static) -> Result<Kernel> {
    let given = Digits::of(bound.argument(0)?)?;
    let shape = Shape { left: given, right: given, result: Digits::of(&bound.returns)? };
    Ok(by_width!(shape, kernel_of(bound, body.clone())))
}

/// The second width is the first's, there is no second argument.
fn kernel_of<A: Width, B: Width, R: Width>(
    bound: &Bound,
    body: impl Fn(i128) -> i128 + Send + Sync + 'static,
) -> Kernel {
    unary::<A, R>(&bound.returns, move |value| R::narrow(body(A::widen(value))))
}

/// Precision and scale of the argument `decimal(p,s)`.
pub(super) fn numbers(bindings: &Bindings) -> Result<(u32, u32)> {
    Ok((bindings.number("p")?, bindings.number("s")?))
}

/// Whole numbers with room for what rounding up may add.
pub(super) fn whole_type(bindings: &Bindings) -> Result<Type> {
    let (precision, scale) = numbers(bindings)?;
    decimal(precision - scale + scale.min(1), 0)
}

/// Quotient and rest, by 64-bit division where that is enough.
pub(super) fn divide(value: i128, divisor: i128) -> (i128, i128) {
    match (i64::try_from(value), i64::try_from(divisor)) {
        (Ok(a), Ok(b)) => (a.checked_div(b).unwrap_or(0).into(), a.checked_rem(b).unwrap_or(0).into()),
        _ => (value.checked_div(divisor).unwrap_or(0), value.checked_rem(divisor).unwrap_or(0)),
    }
}
