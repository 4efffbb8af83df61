//! `at_timezone`, `with_timezone`, `current_timezone`: times and their zones.

use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, Session, kernel};
use boathouse_types::datetime::{PICOS_PER_DAY, PICOS_PER_MINUTE, TimeTzBuilder, ZonedBuilder};
use boathouse_types::{Result, TrinoError, Type, Zone, ZoneKey};

use crate::clock::{instant_of_local, join_millis, offset_at, split_millis};
use crate::column::{DayTimes, Stamps, TextBuilder, TimeTzs, Zoneds};
use crate::kernels::{collect, map_prepared, map2};

/// Farthest offset of a zone, in minutes.
const OFFSET_MINUTES_MAX: i64 = 14 * 60;

pub(crate) const AT_TIMEZONE: Function = Function {
    name: "at_timezone",
    category: Category::DateTime,
    description: "The same instant in another time zone.",
    examples: &[Example {
        sql: "at_timezone(TIMESTAMP '2020-05-01 12:34:56 +07:09', 'America/Los_Angeles')",
        result: "2020-04-30 22:25:56 America/Los_Angeles",
    }],
    overloads: &[
        Overload {
            signature: "at_timezone(timestamp(p) with time zone, varchar(x)) -> timestamp(p) with time zone",
            returns: None,
            kernel: moment_at_zone,
        },
        Overload {
            signature: "at_timezone(timestamp(p) with time zone, interval day to second) -> timestamp(p) with time zone",
            returns: None,
            kernel: moment_at_offset,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

/// What `AT TIME ZONE` is made of. Times of day are moved by it alone: without a day nobody can say which offset a
/// zone has, so Athena's `at_timezone` takes none.
pub(crate) const AT_TIME_ZONE: Function = Function {
    name: "$at_timezone",
    category: Category::DateTime,
    description: "The same instant in another time zone.",
    examples: &[Example { sql: "TIME '12:34:56-07:09' AT TIME ZONE INTERVAL '10' HOUR", result: "05:43:56+10:00" }],
    overloads: &[
        Overload {
            signature: "$at_timezone(timestamp(p) with time zone, varchar(x)) -> timestamp(p) with time zone",
            returns: None,
            kernel: moment_at_zone,
        },
        Overload {
            signature: "$at_timezone(timestamp(p) with time zone, interval day to second) -> timestamp(p) with time zone",
            returns: None,
            kernel: moment_at_offset,
        },
        Overload {
            signature: "$at_timezone(time(p) with time zone, varchar(x)) -> time(p) with time zone",
            returns: None,
            kernel: time_at_zone,
        },
        Overload {
            signature: "$at_timezone(time(p) with time zone, interval day to second) -> time(p) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(map2::<TimeTzs, DayTimes, TimeTzBuilder>(bound, |time, millis| {
                    Ok(move_time(time, offset_of_interval(millis)?))
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const WITH_TIMEZONE: Function = Function {
    name: "with_timezone",
    category: Category::DateTime,
    description: "The timestamp as the clock of a time zone shows it.",
    examples: &[Example {
        sql: "with_timezone(TIMESTAMP '2001-08-22 03:04:05.321', 'Asia/Shanghai')",
        result: "2001-08-22 03:04:05.321 Asia/Shanghai",
    }],
    overloads: &[Overload {
        signature: "with_timezone(timestamp(p), varchar(x)) -> timestamp(p) with time zone",
        returns: None,
        kernel: |bound| {
            Ok(map_prepared::<Stamps, Zone, ZonedBuilder>(bound, str::parse, |local, zone| {
                let (millis, rest) = split_millis(local);
                Ok((join_millis(instant_of_local(*zone, millis), rest), zone.key()))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const CURRENT_TIMEZONE: Function = Function {
    name: "current_timezone",
    category: Category::DateTime,
    description: "The session's time zone.",
    examples: &[Example { sql: "current_timezone()", result: "UTC" }],
    overloads: &[Overload {
        signature: "current_timezone() -> varchar",
        returns: None,
        kernel: |bound| {
            let zone = bound.session.zone.to_string();
            Ok(kernel(move |call| collect::<TextBuilder>(call, &Type::VARCHAR, |_| Ok(Some(zone.clone())))))
        },
    }],
    ..Function::DEFAULT
};

fn zone_key(text: &str) -> Result<ZoneKey> {
    text.parse().map(Zone::key)
}

/// The key of a zone so many minutes east of UTC.
pub(crate) fn offset_key(minutes: i64) -> Result<ZoneKey> {
    let known = (-OFFSET_MINUTES_MAX..=OFFSET_MINUTES_MAX).contains(&minutes);
    let key = ZoneKey::try_from(minutes).ok().filter(|_| known);
    key.ok_or_else(|| TrinoError::invalid_argument(format!("Invalid offset minutes {minutes}")))
}

fn offset_of_interval(millis: i64) -> Result<ZoneKey> {
    if millis % 60_000 != 0 {
        return Err(TrinoError::invalid_argument("Invalid time zone offset interval: interval contains seconds"));
    }
    offset_key(millis / 60_000)
}

fn moment_at_zone(bound: &Bound) -> Result<Kernel> {
    Ok(map_prepared::<Zoneds, ZoneKey, ZonedBuilder>(bound, zone_key, |(instant, _), key| Ok((instant, *key))))
}

fn moment_at_offset(bound: &Bound) -> Result<Kernel> {
    Ok(map2::<Zoneds, DayTimes, ZonedBuilder>(bound, |(instant, _), millis| Ok((instant, offset_of_interval(millis)?))))
}

/// A zone's offset is the one it has when the query starts.
fn time_at_zone(bound: &Bound) -> Result<Kernel> {
    let start = start_millis(&bound.session);
    let offset = move |text: &str| {
        let minutes = offset_at(text.parse()?, start) / 60_000;
        i16::try_from(minutes).map_err(|error| TrinoError::internal(error.to_string()))
    };
    Ok(map_prepared::<TimeTzs, i16, TimeTzBuilder>(bound, offset, |time, offset| Ok(move_time(time, *offset))))
}

fn move_time((picos, from): (i64, i16), to: i16) -> (i64, i16) {
    let moved = picos + (i64::from(to) - i64::from(from)) * PICOS_PER_MINUTE;
    (moved.rem_euclid(PICOS_PER_DAY), to)
}

fn start_millis(session: &Session) -> i64 {
    session.start_micros.div_euclid(1_000)
}
