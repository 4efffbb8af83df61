//! Rounding between precisions, and wall clocks against instants.

use crate::Zone;
use crate::datetime::{PICOS_PER_DAY, PICOS_PER_SECOND};

/// Picoseconds of the last digit of a precision.
pub fn unit_of_precision(precision: u8) -> i64 {
    10_i64.pow(u32::from(12_u8.saturating_sub(precision)))
}

/// The nearest picoseconds with so many fraction digits; halves go towards the future.
pub fn round_picos(picos: i128, precision: u8) -> i128 {
    let unit = i128::from(unit_of_precision(precision));
    if unit == 1 { picos } else { (picos + unit / 2).div_euclid(unit) * unit }
}

/// The nearest time of day with so many fraction digits; the last half unit of a day is midnight.
pub fn round_time(picos: i64, precision: u8) -> i64 {
    let unit = unit_of_precision(precision);
    if unit == 1 { picos } else { ((picos + unit / 2).div_euclid(unit) * unit).rem_euclid(PICOS_PER_DAY) }
}

/// What the clock shows in a zone at an instant, both in picoseconds as if it were UTC.
pub fn local_of_instant(instant: i128, zone: Zone) -> i128 {
    instant + i128::from(zone.offset_seconds_at(seconds(instant))) * i128::from(PICOS_PER_SECOND)
}

/// The instant at which the clock of a zone shows a time: the earlier one where it does twice, and moved on by
/// the gap where it never does.
pub fn instant_of_local(local: i128, zone: Zone) -> i128 {
    local - i128::from(zone.offset_seconds_of_local(seconds(local))) * i128::from(PICOS_PER_SECOND)
}

/// The time of day in UTC of a local time of day and its offset in minutes: what `time with time zone` is compared by.
pub fn utc_time_of_day(local: i64, offset_minutes: i16) -> i64 {
    (local - i64::from(offset_minutes) * 60 * PICOS_PER_SECOND).rem_euclid(PICOS_PER_DAY)
}

fn seconds(picos: i128) -> i64 {
    picos.div_euclid(i128::from(PICOS_PER_SECOND)) as i64
}
