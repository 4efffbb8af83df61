//! `sign`: -1, 0 or 1.

use arrow::datatypes::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::decimals::of_decimal;
use crate::operator::overload;
use crate::vector::unary;

pub(crate) const FUNCTION: Function = Function {
    name: "sign",
    category: Category::Math,
    description: "-1 for a number below zero, 1 for one above, and zero for zero.",
    examples: &[Example { sql: "sign(-17)", result: "-1" }, Example { sql: "sign(2.5e0)", result: "1.0" }],
    overloads: &[
        overload!("sign(bigint) -> bigint", |b| Ok(unary::<Int64Type, Int64Type>(&b.returns, i64::signum))),
        overload!("sign(integer) -> integer", |b| Ok(unary::<Int32Type, Int32Type>(&b.returns, i32::signum))),
        overload!("sign(smallint) -> smallint", |b| Ok(unary::<Int16Type, Int16Type>(&b.returns, i16::signum))),
        overload!("sign(tinyint) -> tinyint", |b| Ok(unary::<Int8Type, Int8Type>(&b.returns, i8::signum))),
        // Unlike Rust's, Java's sign of a zero is the zero.
        overload!("sign(double) -> double", |b| {
            Ok(unary::<Float64Type, Float64Type>(&b.returns, |v| if v == 0.0 { v } else { v.signum() }))
        }),
        overload!("sign(real) -> real", |b| {
            Ok(unary::<Float32Type, Float32Type>(&b.returns, |v| if v == 0.0 { v } else { v.signum() }))
        }),
        overload!("sign(decimal(p,s)) -> decimal(1,0)", |b| of_decimal(b, i128::signum)),
    ],
    ..Function::DEFAULT
};
