//! Dates and timestamps as Trino prints them.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};
use datafusion::arrow::datatypes::TimeUnit;

const DAY_SECONDS: i64 = 86_400;

/// Units of `unit` in a second and the digits of the fraction.
fn resolution(unit: TimeUnit) -> (i64, usize) {
    match unit {
        TimeUnit::Second => (1, 0),
        TimeUnit::Millisecond => (1_000, 3),
        TimeUnit::Microsecond => (1_000_000, 6),
        TimeUnit::Nanosecond => (1_000_000_000, 9),
    }
}

fn instant(value: i64, unit: TimeUnit) -> Option<(NaiveDateTime, i64)> {
    let (per_second, _) = resolution(unit);
    let whole = DateTime::from_timestamp(value.div_euclid(per_second), 0)?;
    Some((whole.naive_utc(), value.rem_euclid(per_second)))
}

fn write_fraction(fraction: i64, digits: usize, out: &mut String) {
    if digits > 0 {
        write!(out, ".{fraction:0digits$}").ok();
    }
}

fn write_local(local: NaiveDateTime, out: &mut String) {
    write_ymd(local.year(), local.month(), local.day(), out);
    write!(out, " {:02}:{:02}:{:02}", local.hour(), local.minute(), local.second()).ok();
}

fn write_ymd(year: i32, month: u32, day: u32, out: &mut String) {
    // Years before 0 and after 9999 carry a sign, as Java's ISO format has it.
    match year {
        0..=9999 => write!(out, "{year:04}-{month:02}-{day:02}").ok(),
        ..0 => write!(out, "-{:04}-{month:02}-{day:02}", year.unsigned_abs()).ok(),
        _ => write!(out, "+{year}-{month:02}-{day:02}").ok(),
    };
}

/// `2020-01-01`.
pub(super) fn write_date(days: i64, out: &mut String) {
    match DateTime::from_timestamp(days.saturating_mul(DAY_SECONDS), 0) {
        Some(date) => write_ymd(date.year(), date.month(), date.day(), out),
        None => out.push_str(&days.to_string()),
    }
}

/// `2020-01-01 12:34:56.789`, with as many digits as the unit has.
pub(super) fn write_timestamp(value: i64, unit: TimeUnit, out: &mut String) {
    match instant(value, unit) {
        Some((local, fraction)) => {
            write_local(local, out);
            write_fraction(fraction, resolution(unit).1, out);
        }
        None => out.push_str(&value.to_string()),
    }
}
