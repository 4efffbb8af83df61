//! `*`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$multiply",
    category: Category::Operator,
    description: "The product of two numbers, or of an interval and a number.",
    examples: &[
        Example { sql: "6 * 7", result: "42" },
        Example { sql: "DECIMAL '1.5' * DECIMAL '0.25'", result: "0.375" },
        Example { sql: "INTERVAL '2' HOUR * 3", result: "0 06:00:00.000" },
    ],
    overloads: &[
        overload!("$multiply(bigint, bigint) -> bigint", integer::multiply::<Int64Type>),
        overload!("$multiply(integer, integer) -> integer", integer::multiply::<Int32Type>),
        overload!("$multiply(smallint, smallint) -> smallint", integer::multiply::<Int16Type>),
        overload!("$multiply(tinyint, tinyint) -> tinyint", integer::multiply::<Int8Type>),
        overload!("$multiply(double, double) -> double", float::double::multiply),
        overload!("$multiply(real, real) -> real", float::real::multiply),
        overload!(
            "$multiply(decimal(a_precision,a_scale), decimal(b_precision,b_scale)) -> decimal(p,s)",
            decimal::multiply_type,
            decimal::multiply
        ),
        overload!("$multiply(interval day to second, bigint) -> interval day to second", interval::days_times_bigint),
        overload!("$multiply(bigint, interval day to second) -> interval day to second", interval::bigint_times_days),
        overload!("$multiply(interval day to second, double) -> interval day to second", interval::days_times_double),
        overload!("$multiply(double, interval day to second) -> interval day to second", interval::double_times_days),
        overload!("$multiply(interval year to month, bigint) -> interval year to month", interval::months_times_bigint),
        overload!("$multiply(bigint, interval year to month) -> interval year to month", interval::bigint_times_months),
        overload!("$multiply(interval year to month, double) -> interval year to month", interval::months_times_double),
        overload!("$multiply(double, interval year to month) -> interval year to month", interval::double_times_months),
    ],
    fallible: true,
    ..Function::DEFAULT
};
