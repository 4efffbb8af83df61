//! Arithmetic of tinyint, smallint, integer and bigint: every overflow is an error.

use arrow::datatypes::{ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::{Result, TrinoError};

use crate::vector::{try_binary, try_unary};

/// What an operation gives, and whether it failed.
type Outcome<P> = (<P as ArrowPrimitiveType>::Native, bool);

/// The integer types with the operations that tell an overflow.
pub(crate) trait Integer: ArrowPrimitiveType {
    /// Trino's name of the type.
    const NAME: &'static str;
    fn add(a: Self::Native, b: Self::Native) -> Outcome<Self>;
    fn subtract(a: Self::Native, b: Self::Native) -> Outcome<Self>;
    fn multiply(a: Self::Native, b: Self::Native) -> Outcome<Self>;
    fn divide(a: Self::Native, b: Self::Native) -> Outcome<Self>;
    fn modulus(a: Self::Native, b: Self::Native) -> Outcome<Self>;
    fn negate(a: Self::Native) -> Outcome<Self>;
    fn is_zero(a: Self::Native) -> bool;
}

macro_rules! integers {
    ($($arrow:ty, $name:literal;)*) => {$(
        impl Integer for $arrow {
            const NAME: &'static str = $name;
            fn add(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                a.overflowing_add(b)
            }
            fn subtract(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                a.overflowing_sub(b)
            }
            fn multiply(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                a.overflowing_mul(b)
            }
            fn divide(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                if b == 0 { (0, true) } else { a.overflowing_div(b) }
            }
            fn modulus(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                if b == 0 { (0, true) } else { (a.wrapping_rem(b), false) }
            }
            fn negate(a: Self::Native) -> Outcome<Self> {
                a.overflowing_neg()
            }
            fn is_zero(a: Self::Native) -> bool {
                a == 0
            }
        }
    )*};
}

integers! {
    Int8Type, "tinyint";
    Int16Type, "smallint";
    Int32Type, "integer";
    Int64Type, "bigint";
}

fn overflow<P: Integer>(name: &str, sign: &str, a: P::Native, b: P::Native) -> TrinoError
where
    P::Native: std::fmt::Display,
{
    TrinoError::out_of_range(format!("{} {name} overflow: {a} {sign} {b}", P::NAME))
}

pub(crate) fn add<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    Ok(try_binary::<P, P, P>(&bound.returns, P::add, |a, b| overflow::<P>("addition", "+", a, b)))
}

pub(crate) fn subtract<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    Ok(try_binary::<P, P, P>(&bound.returns, P::subtract, |a, b| overflow::<P>("subtraction", "-", a, b)))
}

pub(crate) fn multiply<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    Ok(try_binary::<P, P, P>(&bound.returns, P::multiply, |a, b| overflow::<P>("multiplication", "*", a, b)))
}

pub(crate) fn divide<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    Ok(try_binary::<P, P, P>(&bound.returns, P::divide, |a, b| match P::is_zero(b) {
        true => TrinoError::division_by_zero(),
        false => overflow::<P>("division", "/", a, b),
    }))
}

pub(crate) fn modulus<P: Integer>(bound: &Bound) -> Result<Kernel> {
    Ok(try_binary::<P, P, P>(&bound.returns, P::modulus, |_, _| TrinoError::division_by_zero()))
}

pub(crate) fn negate<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    Ok(try_unary::<P, P>(&bound.returns, P::negate, |a| {
        TrinoError::out_of_range(format!("{} negation overflow: {a}", P::NAME))
    }))
}
