//! Rounding: `round`, `ceiling`, `floor` and `truncate` of every kind of number.

mod decimal;
mod float;
mod integer;

use arrow::datatypes::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::decimals::whole_type;
use super::unchanged;
use crate::operator::overload;
use crate::vector::{binary, unary};

pub(crate) const ROUND: Function = Function {
    name: "round",
    category: Category::Math,
    description: "The nearest whole number, or number with so many digits behind the point; halves go away from zero.",
    examples: &[
        Example { sql: "round(2.5e0)", result: "3.0" },
        Example { sql: "round(DECIMAL '-3.45', 1)", result: "-3.50" },
        Example { sql: "round(1234, -2)", result: "1200" },
    ],
    overloads: &[
        overload!("round(bigint) -> bigint", |_| Ok(unchanged())),
        overload!("round(integer) -> integer", |_| Ok(unchanged())),
        overload!("round(smallint) -> smallint", |_| Ok(unchanged())),
        overload!("round(tinyint) -> tinyint", |_| Ok(unchanged())),
        overload!("round(bigint, integer) -> bigint", integer::round::<Int64Type>),
        overload!("round(integer, integer) -> integer", integer::round::<Int32Type>),
        overload!("round(smallint, integer) -> smallint", integer::round::<Int16Type>),
        overload!("round(tinyint, integer) -> tinyint", integer::round::<Int8Type>),
        overload!("round(double) -> double", |b| {
            Ok(unary::<Float64Type, Float64Type>(&b.returns, float::round_whole))
        }),
        overload!("round(real) -> real", |b| {
            Ok(unary::<Float32Type, Float32Type>(&b.returns, |v| float::round_real(v, 0)))
        }),
        overload!("round(double, integer) -> double", |b| {
            Ok(binary::<Float64Type, Int32Type, Float64Type>(&b.returns, float::round_double))
        }),
        overload!("round(real, integer) -> real", |b| {
            Ok(binary::<Float32Type, Int32Type, Float32Type>(&b.returns, float::round_real))
        }),
        overload!("round(decimal(p,s)) -> decimal(rp,0)", decimal::round_type, decimal::round),
        overload!("round(decimal(p,s), integer) -> decimal(rp,s)", decimal::round_digits_type, decimal::round_digits),
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const CEILING: Function = Function {
    name: "ceiling",
    aliases: &["ceil"],
    category: Category::Math,
    description: "The next whole number up.",
    examples: &[
        Example { sql: "ceiling(-2.5e0)", result: "-2.0" },
        Example { sql: "ceil(DECIMAL '2.1')", result: "3" },
    ],
    overloads: &[
        overload!("ceiling(bigint) -> bigint", |_| Ok(unchanged())),
        overload!("ceiling(integer) -> integer", |_| Ok(unchanged())),
        overload!("ceiling(smallint) -> smallint", |_| Ok(unchanged())),
        overload!("ceiling(tinyint) -> tinyint", |_| Ok(unchanged())),
        overload!("ceiling(double) -> double", |b| Ok(unary::<Float64Type, Float64Type>(&b.returns, f64::ceil))),
        overload!("ceiling(real) -> real", |b| Ok(unary::<Float32Type, Float32Type>(&b.returns, f32::ceil))),
        overload!("ceiling(decimal(p,s)) -> decimal(rp,0)", whole_type, decimal::ceiling),
    ],
    ..Function::DEFAULT
};

pub(crate) const FLOOR: Function = Function {
    name: "floor",
    category: Category::Math,
    description: "The next whole number down.",
    examples: &[Example { sql: "floor(-2.5e0)", result: "-3.0" }, Example { sql: "floor(DECIMAL '2.9')", result: "2" }],
    overloads: &[
        overload!("floor(bigint) -> bigint", |_| Ok(unchanged())),
        overload!("floor(integer) -> integer", |_| Ok(unchanged())),
        overload!("floor(smallint) -> smallint", |_| Ok(unchanged())),
        overload!("floor(tinyint) -> tinyint", |_| Ok(unchanged())),
        overload!("floor(double) -> double", |b| Ok(unary::<Float64Type, Float64Type>(&b.returns, f64::floor))),
        overload!("floor(real) -> real", |b| Ok(unary::<Float32Type, Float32Type>(&b.returns, f32::floor))),
        overload!("floor(decimal(p,s)) -> decimal(rp,0)", whole_type, decimal::floor),
    ],
    ..Function::DEFAULT
};

pub(crate) const TRUNCATE: Function = Function {
    name: "truncate",
    category: Category::Math,
    description: "A number without the digits behind the point, or behind so many of them.",
    examples: &[
        Example { sql: "truncate(-2.9e0)", result: "-2.0" },
        Example { sql: "truncate(DECIMAL '12.345', 2)", result: "12.340" },
    ],
    overloads: &[
        overload!("truncate(double) -> double", |b| Ok(unary::<Float64Type, Float64Type>(&b.returns, f64::trunc))),
        overload!("truncate(real) -> real", |b| Ok(unary::<Float32Type, Float32Type>(&b.returns, f32::trunc))),
        overload!("truncate(decimal(p,s)) -> decimal(rp,0)", decimal::truncate_type, decimal::truncate),
        overload!("truncate(decimal(p,s), integer) -> decimal(p,s)", decimal::truncate_digits),
    ],
    ..Function::DEFAULT
};
