//! `timezone_hour` and `timezone_minute`: the offset from UTC.

use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::Zone;

use crate::clock::{offset_at, split_millis};
use crate::column::{LongBuilder, TimeTzs, Zoneds};
use crate::kernels::map1;

pub(crate) const TIMEZONE_HOUR: Function = Function {
    name: "timezone_hour",
    category: Category::DateTime,
    description: "Hours of the offset from UTC.",
    examples: &[Example { sql: "timezone_hour(TIMESTAMP '2020-05-10 12:34:56 -08:35')", result: "-8" }],
    overloads: &[
        Overload {
            signature: "timezone_hour(timestamp(p) with time zone) -> bigint",
            returns: None,
            kernel: |bound| Ok(map1::<Zoneds, LongBuilder>(bound, |value| Ok(minutes(value) / 60))),
        },
        Overload {
            signature: "timezone_hour(time(p) with time zone) -> bigint",
            returns: None,
            kernel: |bound| Ok(map1::<TimeTzs, LongBuilder>(bound, |(_, offset)| Ok(i64::from(offset / 60)))),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const TIMEZONE_MINUTE: Function = Function {
    name: "timezone_minute",
    category: Category::DateTime,
    description: "Minutes of the offset from UTC, without its hours.",
    examples: &[Example { sql: "timezone_minute(TIME '12:34:56-08:35')", result: "-35" }],
    overloads: &[
        Overload {
            signature: "timezone_minute(timestamp(p) with time zone) -> bigint",
            returns: None,
            kernel: |bound| Ok(map1::<Zoneds, LongBuilder>(bound, |value| Ok(minutes(value) % 60))),
        },
        Overload {
            signature: "timezone_minute(time(p) with time zone) -> bigint",
            returns: None,
            kernel: |bound| Ok(map1::<TimeTzs, LongBuilder>(bound, |(_, offset)| Ok(i64::from(offset % 60)))),
        },
    ],
    ..Function::DEFAULT
};

fn minutes((picos, zone): (i128, i16)) -> i64 {
    offset_at(Zone::of_key(zone), split_millis(picos).0) / 60_000
}
