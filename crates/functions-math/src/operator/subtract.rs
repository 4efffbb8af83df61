//! `-`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$subtract",
    category: Category::Operator,
    description: "The difference of two numbers, intervals, dates or times, or a date or time moved back by an interval.",
    examples: &[
        Example { sql: "1 - 2", result: "-1" },
        Example { sql: "DECIMAL '1.5' - DECIMAL '0.25'", result: "1.25" },
        Example { sql: "INTERVAL '2' YEAR - INTERVAL '3' MONTH", result: "1-9" },
    ],
    overloads: &[
        overload!("$subtract(bigint, bigint) -> bigint", integer::subtract::<Int64Type>),
        overload!("$subtract(integer, integer) -> integer", integer::subtract::<Int32Type>),
        overload!("$subtract(smallint, smallint) -> smallint", integer::subtract::<Int16Type>),
        overload!("$subtract(tinyint, tinyint) -> tinyint", integer::subtract::<Int8Type>),
        overload!("$subtract(double, double) -> double", float::double::subtract),
        overload!("$subtract(real, real) -> real", float::real::subtract),
        overload!("$subtract(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s)", decimal::sum_type, decimal::subtract),
        overload!(
            "$subtract(interval day to second, interval day to second) -> interval day to second",
            interval::subtract_days
        ),
        overload!(
            "$subtract(interval year to month, interval year to month) -> interval year to month",
            interval::subtract_months
        ),
    ],
    fallible: true,
    ..Function::DEFAULT
};
