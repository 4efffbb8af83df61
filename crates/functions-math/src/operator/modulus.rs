//! `%` and `mod`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function, Overload};

use super::{decimal, float, integer, overload};

/// The overloads of both; a signature's name is only looked at by its reader.
const OVERLOADS: &[Overload] = &[
    overload!("mod(bigint, bigint) -> bigint", integer::modulus::<Int64Type>),
    overload!("mod(integer, integer) -> integer", integer::modulus::<Int32Type>),
    overload!("mod(smallint, smallint) -> smallint", integer::modulus::<Int16Type>),
    overload!("mod(tinyint, tinyint) -> tinyint", integer::modulus::<Int8Type>),
    overload!("mod(double, double) -> double", float::double::modulus),
    overload!("mod(real, real) -> real", float::real::modulus),
    overload!(
        "mod(decimal(a_precision,a_scale), decimal(b_precision,b_scale)) -> decimal(p,s)",
        decimal::modulus_type,
        decimal::modulus
    ),
];

pub(crate) const FUNCTION: Function = Function {
    name: "$modulus",
    category: Category::Operator,
    description: "The rest of a division, with the sign of the dividend.",
    examples: &[Example { sql: "-7 % 3", result: "-1" }, Example { sql: "DECIMAL '5.5' % 2", result: "1.5" }],
    overloads: OVERLOADS,
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const MOD: Function = Function {
    name: "mod",
    category: Category::Math,
    description: "The rest of a division, with the sign of the dividend.",
    examples: &[Example { sql: "mod(-7, 3)", result: "-1" }, Example { sql: "mod(5.5e0, 2)", result: "1.5" }],
    overloads: OVERLOADS,
    fallible: true,
    ..Function::DEFAULT
};
