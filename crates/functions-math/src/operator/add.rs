//! `+`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$add",
    category: Category::Operator,
    description: "The sum of two numbers or intervals, or a date or time moved by an interval.",
    examples: &[
        Example { sql: "1 + 2", result: "3" },
        Example { sql: "DECIMAL '1.5' + DECIMAL '0.25'", result: "1.75" },
        Example { sql: "INTERVAL '1' DAY + INTERVAL '1' HOUR", result: "1 01:00:00.000" },
    ],
    overloads: &[
        overload!("$add(bigint, bigint) -> bigint", integer::add::<Int64Type>),
        overload!("$add(integer, integer) -> integer", integer::add::<Int32Type>),
        overload!("$add(smallint, smallint) -> smallint", integer::add::<Int16Type>),
        overload!("$add(tinyint, tinyint) -> tinyint", integer::add::<Int8Type>),
        overload!("$add(double, double) -> double", float::double::add),
        overload!("$add(real, real) -> real", float::real::add),
        overload!("$add(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s)", decimal::sum_type, decimal::add),
        overload!("$add(interval day to second, interval day to second) -> interval day to second", interval::add_days),
        overload!(
            "$add(interval year to month, interval year to month) -> interval year to month",
            interval::add_months
        ),
    ],
    fallible: true,
    ..Function::DEFAULT
};
