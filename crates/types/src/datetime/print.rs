//! Dates, times and timestamps as Trino prints them.

use crate::datetime::{Civil, PICOS_PER_DAY, PICOS_PER_SECOND, local_of_instant, unit_of_precision};
use crate::{Zone, ZoneKey};

/// `2020-05-01`; years have at least four digits.
pub fn print_date(days: i32) -> String {
    let mut text = String::with_capacity(10);
    write_date(&mut text, i64::from(days), false);
    text
}

/// `12:34:56.123`, with as many fraction digits as the precision has.
pub fn print_time(picos: i64, precision: u8) -> String {
    let mut text = String::with_capacity(21);
    write_time(&mut text, picos, precision);
    text
}

/// `12:34:56.123+02:00`
pub fn print_timetz(picos: i64, offset_minutes: i16, precision: u8) -> String {
    let mut text = String::with_capacity(27);
    write_time(&mut text, picos, precision);
    write_offset(&mut text, offset_minutes);
    text
}

/// `2020-05-01 12:34:56.123`; a year of more than four digits has a plus sign.
pub fn print_timestamp(picos: i128, precision: u8) -> String {
    let mut text = String::with_capacity(32);
    write_timestamp(&mut text, picos, precision, ' ');
    text
}

/// `2020-05-01 12:34:56.123 Europe/Berlin`
pub fn print_zoned(instant: i128, zone: ZoneKey, precision: u8) -> String {
    let zone = Zone::of_key(zone);
    let mut text = String::with_capacity(48);
    write_timestamp(&mut text, local_of_instant(instant, zone), precision, ' ');
    text.push(' ');
    text.push_str(&zone.to_string());
    text
}

/// Appends a date so many days after the epoch; with `plus`, years of more than four digits have their sign.
pub fn write_date(text: &mut String, days: i64, plus: bool) {
    let date = Civil::of_days(days);
    if date.year < 0 {
        text.push('-');
    } else if plus && date.year > 9_999 {
        text.push('+');
    }
    let year = date.year.unsigned_abs();
    if year > 9_999 {
        text.push_str(&year.to_string());
    } else {
        digits(text, year, 4);
    }
    text.push('-');
    digits(text, u64::from(date.month), 2);
    text.push('-');
    digits(text, u64::from(date.day), 2);
}

/// Appends a time of day.
pub fn write_time(text: &mut String, picos: i64, precision: u8) {
    let seconds = (picos / PICOS_PER_SECOND).unsigned_abs();
    digits(text, seconds / 3_600, 2);
    text.push(':');
    digits(text, seconds / 60 % 60, 2);
    text.push(':');
    digits(text, seconds % 60, 2);
    write_fraction(text, picos % PICOS_PER_SECOND, precision);
}

/// Appends the point and the digits of a fraction of a second, in picoseconds; nothing at precision 0.
pub fn write_fraction(text: &mut String, picos: i64, precision: u8) {
    if precision > 0 {
        text.push('.');
        digits(text, (picos / unit_of_precision(precision)).unsigned_abs(), usize::from(precision));
    }
}

/// Appends a date and a time with `separator` in between.
pub fn write_timestamp(text: &mut String, picos: i128, precision: u8, separator: char) {
    let day = i128::from(PICOS_PER_DAY);
    write_date(text, picos.div_euclid(day) as i64, true);
    text.push(separator);
    write_time(text, picos.rem_euclid(day) as i64, precision);
}

/// Appends `+02:00`.
pub fn write_offset(text: &mut String, offset_minutes: i16) {
    text.push(if offset_minutes < 0 { '-' } else { '+' });
    let minutes = u64::from(offset_minutes.unsigned_abs());
    digits(text, minutes / 60, 2);
    text.push(':');
    digits(text, minutes % 60, 2);
}

/// Appends the last `count` digits of a number.
fn digits(text: &mut String, number: u64, count: usize) {
    let mut bytes = [b'0'; 20];
    let count = count.min(bytes.len());
    let mut rest = number;
    for byte in bytes[..count].iter_mut().rev() {
        *byte = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    text.extend(bytes[..count].iter().map(|b| char::from(*b)));
}
