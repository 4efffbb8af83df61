//! `-`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::datetime::{self, Move};
use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$subtract",
    category: Category::Operator,
    description: "The difference of two numbers, intervals, dates or times, or a date or time moved back by an interval.",
    examples: &[
        Example { sql: "1 - 2", result: "-1" },
        Example { sql: "DECIMAL '1.5' - DECIMAL '0.25'", result: "1.25" },
        Example { sql: "INTERVAL '2' YEAR - INTERVAL '3' MONTH", result: "1-9" },
        Example { sql: "DATE '2024-03-01' - DATE '2024-02-01'", result: "29 00:00:00.000" },
    ],
    overloads: &[
        overload!("$subtract(bigint, bigint) -> bigint", integer::subtract::<Int64Type>),
        overload!("$subtract(integer, integer) -> integer", integer::subtract::<Int32Type>),
        overload!("$subtract(smallint, smallint) -> smallint", integer::subtract::<Int16Type>),
        overload!("$subtract(tinyint, tinyint) -> tinyint", integer::subtract::<Int8Type>),
        overload!("$subtract(double, double) -> double", float::double::subtract),
        overload!("$subtract(real, real) -> real", float::real::subtract),
        overload!(
            "$subtract(decimal(a_precision,a_scale), decimal(b_precision,b_scale)) -> decimal(p,s)",
            decimal::sum_type,
            decimal::subtract
        ),
        overload!(
            "$subtract(interval day to second, interval day to second) -> interval day to second",
            interval::subtract_days
        ),
        overload!(
            "$subtract(interval year to month, interval year to month) -> interval year to month",
            interval::subtract_months
        ),
        overload!("$subtract(date, interval day to second) -> date", |b| datetime::date_by_days(b, Move::Back)),
        overload!("$subtract(date, interval year to month) -> date", |b| datetime::date_by_months(b, Move::Back)),
        overload!("$subtract(time(p), interval day to second) -> time(u)", datetime::time_type, |b| {
            datetime::time_by_days(b, Move::Back)
        }),
        overload!(
            "$subtract(time(p) with time zone, interval day to second) -> time(u) with time zone",
            datetime::timetz_type,
            |b| datetime::timetz_by_days(b, Move::Back)
        ),
        overload!("$subtract(timestamp(p), interval day to second) -> timestamp(u)", datetime::timestamp_type, |b| {
            datetime::timestamp_by_days(b, Move::Back)
        }),
        overload!("$subtract(timestamp(p), interval year to month) -> timestamp(p)", |b| {
            datetime::timestamp_by_months(b, Move::Back)
        }),
        overload!(
            "$subtract(timestamp(p) with time zone, interval day to second) -> timestamp(u) with time zone",
            datetime::zoned_type,
            |b| datetime::zoned_by_days(b, Move::Back)
        ),
        overload!(
            "$subtract(timestamp(p) with time zone, interval year to month) -> timestamp(p) with time zone",
            |b| datetime::zoned_by_months(b, Move::Back)
        ),
        overload!("$subtract(date, date) -> interval day to second", datetime::dates),
        overload!("$subtract(time(p), time(p)) -> interval day to second", datetime::times),
        overload!(
            "$subtract(time(p) with time zone, time(p) with time zone) -> interval day to second",
            datetime::times_with_zones
        ),
        overload!("$subtract(timestamp(p), timestamp(p)) -> interval day to second", datetime::timestamps),
        overload!(
            "$subtract(timestamp(p) with time zone, timestamp(p) with time zone) -> interval day to second",
            datetime::timestamps_with_zones
        ),
    ],
    fallible: true,
    ..Function::DEFAULT
};
