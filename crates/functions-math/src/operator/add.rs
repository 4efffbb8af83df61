//! `+`

use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function};

use super::datetime::{self, Move};
use super::{decimal, float, integer, interval, overload};

pub(crate) const FUNCTION: Function = Function {
    name: "$add",
    category: Category::Operator,
    description: "The sum of two numbers or intervals, or a date or time moved by an interval.",
    examples: &[
        Example { sql: "1 + 2", result: "3" },
        Example { sql: "DECIMAL '1.5' + DECIMAL '0.25'", result: "1.75" },
        Example { sql: "INTERVAL '1' DAY + INTERVAL '1' HOUR", result: "1 01:00:00.000" },
        Example { sql: "DATE '2024-01-31' + INTERVAL '1' MONTH", result: "2024-02-29" },
    ],
    overloads: &[
        overload!("$add(bigint, bigint) -> bigint", integer::add::<Int64Type>),
        overload!("$add(integer, integer) -> integer", integer::add::<Int32Type>),
        overload!("$add(smallint, smallint) -> smallint", integer::add::<Int16Type>),
        overload!("$add(tinyint, tinyint) -> tinyint", integer::add::<Int8Type>),
        overload!("$add(double, double) -> double", float::double::add),
        overload!("$add(real, real) -> real", float::real::add),
        overload!(
            "$add(decimal(a_precision,a_scale), decimal(b_precision,b_scale)) -> decimal(p,s)",
            decimal::sum_type,
            decimal::add
        ),
        overload!("$add(interval day to second, interval day to second) -> interval day to second", interval::add_days),
        overload!(
            "$add(interval year to month, interval year to month) -> interval year to month",
            interval::add_months
        ),
        overload!("$add(date, interval day to second) -> date", |b| datetime::date_by_days(b, Move::Forward)),
        overload!("$add(interval day to second, date) -> date", |b| datetime::date_by_days(b, Move::ForwardSwapped)),
        overload!("$add(date, interval year to month) -> date", |b| datetime::date_by_months(b, Move::Forward)),
        overload!("$add(interval year to month, date) -> date", |b| {
            datetime::date_by_months(b, Move::ForwardSwapped)
        }),
        overload!("$add(time(p), interval day to second) -> time(u)", datetime::time_type, |b| {
            datetime::time_by_days(b, Move::Forward)
        }),
        overload!("$add(interval day to second, time(p)) -> time(u)", datetime::time_type, |b| {
            datetime::time_by_days(b, Move::ForwardSwapped)
        }),
        overload!(
            "$add(time(p) with time zone, interval day to second) -> time(u) with time zone",
            datetime::timetz_type,
            |b| datetime::timetz_by_days(b, Move::Forward)
        ),
        overload!(
            "$add(interval day to second, time(p) with time zone) -> time(u) with time zone",
            datetime::timetz_type,
            |b| datetime::timetz_by_days(b, Move::ForwardSwapped)
        ),
        overload!("$add(timestamp(p), interval day to second) -> timestamp(u)", datetime::timestamp_type, |b| {
            datetime::timestamp_by_days(b, Move::Forward)
        }),
        overload!("$add(interval day to second, timestamp(p)) -> timestamp(u)", datetime::timestamp_type, |b| {
            datetime::timestamp_by_days(b, Move::ForwardSwapped)
        }),
        overload!("$add(timestamp(p), interval year to month) -> timestamp(p)", |b| {
            datetime::timestamp_by_months(b, Move::Forward)
        }),
        overload!("$add(interval year to month, timestamp(p)) -> timestamp(p)", |b| {
            datetime::timestamp_by_months(b, Move::ForwardSwapped)
        }),
        overload!(
            "$add(timestamp(p) with time zone, interval day to second) -> timestamp(u) with time zone",
            datetime::zoned_type,
            |b| datetime::zoned_by_days(b, Move::Forward)
        ),
        overload!(
            "$add(interval day to second, timestamp(p) with time zone) -> timestamp(u) with time zone",
            datetime::zoned_type,
            |b| datetime::zoned_by_days(b, Move::ForwardSwapped)
        ),
        overload!("$add(timestamp(p) with time zone, interval year to month) -> timestamp(p) with time zone", |b| {
            datetime::zoned_by_months(b, Move::Forward)
        }),
        overload!("$add(interval year to month, timestamp(p) with time zone) -> timestamp(p) with time zone", |b| {
            datetime::zoned_by_months(b, Move::ForwardSwapped)
        }),
    ],
    fallible: true,
    ..Function::DEFAULT
};
