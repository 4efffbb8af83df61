//! `from_unixtime`, `from_unixtime_nanos`, `to_unixtime`: seconds since the epoch.

use arrow::array::PrimitiveArray;
use arrow::datatypes::{Decimal64Type, Decimal128Type};
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload};
use boathouse_types::datetime::{PICOS_PER_MILLI, PICOS_PER_SECOND, ZonedBuilder};
use boathouse_types::{Result, TrinoError, Type, ZoneKey};

use crate::clock::{join_millis, packed};
use crate::column::{DoubleBuilder, Doubles, Longs, Zoneds};
use crate::kernels::{map_prepared, map1, map3};
use crate::zones::offset_key;

/// Picoseconds of a nanosecond.
const PICOS_PER_NANO: i128 = 1_000;

pub(crate) const FROM_UNIXTIME: Function = Function {
    name: "from_unixtime",
    category: Category::DateTime,
    description: "The timestamp so many seconds after the epoch, in the session's zone, a named one, or one of an offset.",
    examples: &[
        Example { sql: "from_unixtime(7200, 'Asia/Tokyo')", result: "1970-01-01 11:00:00.000 Asia/Tokyo" },
        Example { sql: "from_unixtime(3600.5, 1, 30)", result: "1970-01-01 02:30:00.500 +01:30" },
    ],
    overloads: &[
        Overload {
            signature: "from_unixtime(double) -> timestamp(3) with time zone",
            returns: None,
            kernel: |bound| {
                let zone = bound.session.zone.key();
                Ok(map1::<Doubles, ZonedBuilder>(bound, move |seconds| of_seconds(seconds, zone)))
            },
        },
        Overload {
            signature: "from_unixtime(double, varchar(x)) -> timestamp(3) with time zone",
            returns: None,
            kernel: |bound| {
                let zone = |text: &str| text.parse().map(boathouse_types::Zone::key);
                Ok(map_prepared::<Doubles, ZoneKey, ZonedBuilder>(bound, zone, |seconds, zone| {
                    of_seconds(seconds, *zone)
                }))
            },
        },
        Overload {
            signature: "from_unixtime(double, bigint, bigint) -> timestamp(3) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(map3::<Doubles, Longs, Longs, ZonedBuilder>(bound, |seconds, hours, minutes| {
                    let total = hours.checked_mul(60).and_then(|m| m.checked_add(minutes));
                    let total = total.ok_or_else(|| TrinoError::invalid_argument("long overflow"))?;
                    of_seconds(seconds, offset_key(total)?)
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const FROM_UNIXTIME_NANOS: Function = Function {
    name: "from_unixtime_nanos",
    category: Category::DateTime,
    description: "The timestamp so many nanoseconds after the epoch, in the session's zone.",
    examples: &[Example { sql: "from_unixtime_nanos(100)", result: "1970-01-01 00:00:00.000000100 UTC" }],
    overloads: &[
        Overload {
            signature: "from_unixtime_nanos(bigint) -> timestamp(9) with time zone",
            returns: None,
            kernel: |bound| {
                let zone = bound.session.zone.key();
                Ok(map1::<Longs, ZonedBuilder>(bound, move |nanos| Ok((i128::from(nanos) * PICOS_PER_NANO, zone))))
            },
        },
        Overload {
            signature: "from_unixtime_nanos(decimal(p,s)) -> timestamp(9) with time zone",
            returns: None,
            kernel: of_decimal,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const TO_UNIXTIME: Function = Function {
    name: "to_unixtime",
    category: Category::DateTime,
    description: "Seconds since the epoch; a timestamp without zone is in the session's.",
    examples: &[Example { sql: "to_unixtime(TIMESTAMP '1970-01-01 00:01:00.5 UTC')", result: "60.5" }],
    overloads: &[Overload {
        signature: "to_unixtime(timestamp(p) with time zone) -> double",
        returns: None,
        kernel: |bound| {
            Ok(map1::<Zoneds, DoubleBuilder>(bound, |(picos, _)| {
                let milli = i128::from(PICOS_PER_MILLI);
                let (millis, rest) = (picos.div_euclid(milli), picos.rem_euclid(milli));
                Ok(millis as f64 / 1e3 + rest as f64 / PICOS_PER_SECOND as f64)
            }))
        },
    }],
    ..Function::DEFAULT
};

/// Halves of a millisecond are rounded up. What is no number counts as 0, as in Java.
fn of_seconds(seconds: f64, zone: ZoneKey) -> Result<(i128, ZoneKey)> {
    let millis = (seconds * 1e3 + 0.5).floor() as i64;
    Ok((join_millis(packed(millis)?, 0), zone))
}

fn of_decimal(bound: &Bound) -> Result<Kernel> {
    let Type::Decimal { scale, .. } = *bound.argument(0)? else {
        return Err(TrinoError::internal("from_unixtime_nanos takes a decimal"));
    };
    let (unit, zone) = (10_i128.pow(u32::from(scale)), bound.session.zone.key());
    let picos = move |unscaled: i128| {
        // Halves are rounded away from zero.
        let (whole, rest) = (unscaled / unit, (unscaled % unit).abs());
        let nanos = whole + if rest >= unit - rest { unscaled.signum() } else { 0 };
        let nanos = if unit == 1 { unscaled } else { nanos };
        if i64::try_from(nanos / 1_000_000).is_err() {
            return Err(TrinoError::invalid_argument("long overflow"));
        }
        Ok((nanos * PICOS_PER_NANO, zone))
    };
    Ok(if bound.argument(0)?.is_short_decimal() {
        map1::<PrimitiveArray<Decimal64Type>, ZonedBuilder>(bound, move |unscaled| picos(i128::from(unscaled)))
    } else {
        map1::<PrimitiveArray<Decimal128Type>, ZonedBuilder>(bound, picos)
    })
}
