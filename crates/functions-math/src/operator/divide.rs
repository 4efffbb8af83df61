//! `/`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$divide",
    category: Category::Operator,
    description: "The quotient of two numbers, or of an interval and a number; of integers without its fraction.",
    examples: &[
        Example { sql: "7 / 2", result: "3" },
        Example { sql: "DECIMAL '7.0' / 2", result: "3.5" },
        Example { sql: "INTERVAL '1' HOUR / 2", result: "0 00:30:00.000" },
    ],
    overloads: &[
        overload!("$divide(bigint, bigint) -> bigint", integer::divide::<Int64Type>),
        overload!("$divide(integer, integer) -> integer", integer::divide::<Int32Type>),
        overload!("$divide(smallint, smallint) -> smallint", integer::divide::<Int16Type>),
        overload!("$divide(tinyint, tinyint) -> tinyint", integer::divide::<Int8Type>),
        overload!("$divide(double, double) -> double", float::double::divide),
        overload!("$divide(real, real) -> real", float::real::divide),
        overload!(
            "$divide(decimal(a_precision,a_scale), decimal(b_precision,b_scale)) -> decimal(p,s)",
            decimal::divide_type,
            decimal::divide
        ),
        overload!("$divide(interval day to second, double) -> interval day to second", interval::days_by_double),
        overload!("$divide(interval year to month, double) -> interval year to month", interval::months_by_double),
    ],
    fallible: true,
    ..Function::DEFAULT
};
