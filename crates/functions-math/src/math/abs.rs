//! `abs`: a number without its sign.

use arrow::datatypes::{ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Bound, Category, Example, Function, Kernel};
use boathouse_types::{Result, TrinoError};

use super::decimals::of_decimal;
use crate::operator::overload;
use crate::vector::{try_unary, unary};

pub(crate) const FUNCTION: Function = Function {
    name: "abs",
    category: Category::Math,
    description: "A number without its sign.",
    examples: &[Example { sql: "abs(-17)", result: "17" }, Example { sql: "abs(DECIMAL '-1.5')", result: "1.5" }],
    overloads: &[
        overload!("abs(bigint) -> bigint", |b| integer::<Int64Type>(b, i64::overflowing_abs)),
        overload!("abs(integer) -> integer", |b| integer::<Int32Type>(b, i32::overflowing_abs)),
        overload!("abs(smallint) -> smallint", |b| integer::<Int16Type>(b, i16::overflowing_abs)),
        overload!("abs(tinyint) -> tinyint", |b| integer::<Int8Type>(b, i8::overflowing_abs)),
        overload!("abs(double) -> double", |b| Ok(unary::<Float64Type, Float64Type>(&b.returns, f64::abs))),
        overload!("abs(real) -> real", |b| Ok(unary::<Float32Type, Float32Type>(&b.returns, f32::abs))),
        overload!("abs(decimal(p,s)) -> decimal(p,s)", |b| of_decimal(b, i128::wrapping_abs)),
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn integer<P: ArrowPrimitiveType>(bound: &Bound, body: fn(P::Native) -> (P::Native, bool)) -> Result<Kernel>
where
    P::Native: std::fmt::Display,
{
    let name = bound.argument(0)?.to_string();
    Ok(try_unary::<P, P>(&bound.returns, body, move |value| {
        TrinoError::out_of_range(format!("Value {value} is out of range for abs({name})"))
    }))
}
