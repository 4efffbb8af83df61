//! `-` before one value

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$negate",
    category: Category::Operator,
    description: "A number or an interval with the other sign.",
    examples: &[Example { sql: "-(1 + 2)", result: "-3" }, Example { sql: "-INTERVAL '1' YEAR", result: "-1-0" }],
    overloads: &[
        overload!("$negate(bigint) -> bigint", integer::negate::<Int64Type>),
        overload!("$negate(integer) -> integer", integer::negate::<Int32Type>),
        overload!("$negate(smallint) -> smallint", integer::negate::<Int16Type>),
        overload!("$negate(tinyint) -> tinyint", integer::negate::<Int8Type>),
        overload!("$negate(double) -> double", float::double::negate),
        overload!("$negate(real) -> real", float::real::negate),
        overload!("$negate(decimal(p,s)) -> decimal(p,s)", decimal::negate),
        overload!("$negate(interval day to second) -> interval day to second", interval::negate_days),
        overload!("$negate(interval year to month) -> interval year to month", interval::negate_months),
    ],
    fallible: true,
    ..Function::DEFAULT
};
