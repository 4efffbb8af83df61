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

/// Whether a sum overflows shows in its sign, and a product of fewer than 64 bits is taken in 64: unlike the
/// operations that return a flag, these loops use vector instructions.
macro_rules! integers {
    ($($arrow:ty, $name:literal, $multiply:expr;)*) => {$(
        impl Integer for $arrow {
            const NAME: &'static str = $name;
            fn add(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                let sum = a.wrapping_add(b);
                (sum, ((a ^ sum) & (b ^ sum)) < 0)
            }
            fn subtract(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                let difference = a.wrapping_sub(b);
                (difference, ((a ^ b) & (a ^ difference)) < 0)
            }
            fn multiply(a: Self::Native, b: Self::Native) -> Outcome<Self> {
                $multiply(a, b)
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

/// A product in 64 bits, cut to the narrower type.
macro_rules! in_64_bits {
    ($native:ty) => {
        |a: $native, b: $native| {
            let product = i64::from(a) * i64::from(b);
            (product as $native, product != i64::from(product as $native))
        }
    };
}

integers! {
    Int8Type, "tinyint", in_64_bits!(i8);
    Int16Type, "smallint", in_64_bits!(i16);
    Int32Type, "integer", in_64_bits!(i32);
    Int64Type, "bigint", i64::overflowing_mul;
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

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn overflows_and_zeros_are_errors() {
        check(&[
            ("$add(bigint:9223372036854775807; bigint:1)", "bigint addition overflow: 9223372036854775807 + 1"),
            ("$add(bigint:-9223372036854775808; bigint:-1)", "bigint addition overflow: -9223372036854775808 + -1"),
            ("$add(tinyint:127; tinyint:1)", "tinyint addition overflow: 127 + 1"),
            ("$add(smallint:32766; smallint:1)", "smallint:32767"),
            ("$subtract(integer:-2147483648; integer:1)", "integer subtraction overflow: -2147483648 - 1"),
            ("$subtract(integer:-2147483648; integer:-1)", "-2147483647"),
            (
                "$subtract(bigint:0; bigint:-9223372036854775808)",
                "bigint subtraction overflow: 0 - -9223372036854775808",
            ),
            ("$multiply(integer:65536; integer:65536)", "integer multiplication overflow: 65536 * 65536"),
            ("$multiply(integer:-46340; integer:46340)", "-2147395600"),
            ("$multiply(tinyint:16; tinyint:-8)", "-128"),
            (
                "$multiply(bigint:4294967296; bigint:4294967296)",
                "bigint multiplication overflow: 4294967296 * 4294967296",
            ),
            ("$divide(integer:-7; integer:2)", "-3"),
            ("$divide(bigint:-9223372036854775808; bigint:-1)", "bigint division overflow: -9223372036854775808 / -1"),
            ("$divide(smallint:1; smallint:0)", "Division by zero"),
            ("$modulus(integer:-7; integer:3)", "-1"),
            ("$modulus(bigint:-9223372036854775808; bigint:-1)", "0"),
            ("$modulus(tinyint:1; tinyint:0)", "Division by zero"),
            ("$negate(tinyint:-128)", "tinyint negation overflow: -128"),
            ("$negate(bigint:5)", "-5"),
            ("$add(bigint:NULL; bigint:5)", "NULL"),
        ]);
    }

    #[test]
    fn real_and_double_never_fail() {
        check(&[
            ("$divide(double:1; double:0)", "Infinity"),
            ("$modulus(double:5.5; double:0)", "NaN"),
            ("$modulus(real:-5.5; real:2)", "real:-1.5"),
            ("$multiply(double:1e308; double:10)", "Infinity"),
            ("$negate(double:0.0)", "-0.0"),
        ]);
    }
}
