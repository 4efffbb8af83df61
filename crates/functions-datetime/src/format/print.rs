//! Times printed by the elements of a format.

use boathouse_types::datetime::Civil;
use boathouse_types::datetime::{MONTHS, WEEKDAYS};
use boathouse_types::{Result, TrinoError, Zone};
use chrono::TimeZone;

use super::element::{Element, Field, SHORT_NAME};
use crate::clock::offset_at;
use crate::unit::DAY;

/// Prints an instant, in milliseconds, as the clock of a zone shows it.
pub(super) fn print(elements: &[Element], instant: i64, zone: Zone) -> Result<String> {
    let offset = offset_at(zone, instant);
    let local = instant + offset;
    let mut text = String::new();
    for element in elements {
        match element {
            Element::Number { field, min, .. } => padded(&mut text, value_of(*field, local), *min),
            Element::TwoDigitYear { field, .. } => padded(&mut text, value_of(*field, local).abs() % 100, 2),
            Element::Fraction { min, max } => fraction(&mut text, local.rem_euclid(1_000), *min, *max),
            Element::Text { field, short } => text.push_str(name_of(*field, value_of(*field, local), *short)),
            Element::ZoneOffset { colon } => offset_text(&mut text, offset / 1_000, *colon),
            Element::ZoneId => text.push_str(&zone.to_string()),
            Element::ZoneName { long } => text.push_str(&zone_name(zone, instant, *long)?),
            Element::Literal(literal) => text.push_str(literal),
        }
    }
    Ok(text)
}

/// The value of a field of a wall clock in milliseconds.
pub(super) fn value_of(field: Field, local: i64) -> i64 {
    let days = local.div_euclid(DAY);
    let of_day = local.rem_euclid(DAY);
    let date = Civil::of_days(days);
    match field {
        Field::Era => i64::from(date.year > 0),
        Field::Century => date.year.abs() / 100,
        Field::YearOfEra => date.year.abs(),
        Field::Year => date.year,
        Field::Weekyear => Civil::week_of_days(days).0,
        Field::Month => i64::from(date.month),
        Field::Week => Civil::week_of_days(days).1,
        Field::DayOfYear => date.day_of_year(),
        Field::DayOfMonth => i64::from(date.day),
        Field::DayOfWeek => Civil::weekday_of_days(days),
        Field::Halfday => of_day / (DAY / 2),
        Field::HourOfDay => of_day / 3_600_000,
        Field::ClockhourOfDay => (of_day / 3_600_000 + 23) % 24 + 1,
        Field::HourOfHalfday => of_day / 3_600_000 % 12,
        Field::ClockhourOfHalfday => (of_day / 3_600_000 + 11) % 12 + 1,
        Field::Minute => of_day / 60_000 % 60,
        Field::Second => of_day / 1_000 % 60,
        Field::Millisecond => of_day % 1_000,
    }
}

fn padded(text: &mut String, value: i64, digits: usize) {
    if value < 0 {
        text.push('-');
    }
    text.push_str(&format!("{:0digits$}", value.unsigned_abs()));
}

/// At least `min` digits; the others up to `max` only as far as they are not zeros at the end.
fn fraction(text: &mut String, millis: i64, min: usize, max: usize) {
    let all = format!("{millis:03}");
    let shown = all.trim_end_matches('0').len().max(min).min(max);
    let cut = shown.min(all.len());
    text.push_str(&all[..cut]);
    text.extend(std::iter::repeat_n('0', shown - cut));
}

fn name_of(field: Field, value: i64, short: bool) -> &'static str {
    let of = |names: &[&'static str], from: i64| {
        let name = usize::try_from(value - from).ok().and_then(|i| names.get(i)).copied().unwrap_or("");
        if short { name.get(..SHORT_NAME).unwrap_or(name) } else { name }
    };
    match field {
        Field::Month => of(&MONTHS, 1),
        Field::DayOfWeek => of(&WEEKDAYS, 1),
        Field::Halfday => of(&["AM", "PM"], 0),
        _ => of(&["BC", "AD"], 0),
    }
}

fn offset_text(text: &mut String, seconds: i64, colon: bool) {
    text.push(if seconds < 0 { '-' } else { '+' });
    let seconds = seconds.abs();
    let parts = [seconds / 3_600, seconds / 60 % 60, seconds % 60];
    let count = if parts[2] == 0 { 2 } else { 3 };
    for (i, part) in parts[..count].iter().enumerate() {
        if colon && i > 0 {
            text.push(':');
        }
        padded(text, *part, 2);
    }
}

/// The abbreviation of a zone, or its offset where it has none. Long names are not known but for UTC.
fn zone_name(zone: Zone, instant: i64, long: bool) -> Result<String> {
    let offset = |text: &mut String| offset_text(text, offset_at(zone, instant) / 1_000, true);
    let mut text = String::new();
    match zone {
        Zone::Offset(0) => text.push_str(if long { "Coordinated Universal Time" } else { "UTC" }),
        Zone::Offset(_) => offset(&mut text),
        Zone::Named(_) if long => {
            return Err(TrinoError::not_supported(format!("The long name of time zone {zone} is not supported")));
        }
        Zone::Named(zone) => {
            let known = chrono::DateTime::from_timestamp_millis(instant);
            let name = known.map(|at| zone.offset_from_utc_datetime(&at.naive_utc()).to_string()).unwrap_or_default();
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                text.push_str(&name);
            } else {
                offset(&mut text);
            }
        }
    }
    Ok(text)
}
