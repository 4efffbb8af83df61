//! Moments of Ion in milliseconds since 1970.

use chrono::{NaiveDate, TimeDelta};

/// Year, month, day, hour, minute and second, in UTC, with nanoseconds; nothing for a moment there is not.
pub(super) fn millis(parts: [u64; 6], nanos: i64) -> Option<i64> {
    let [year, month, day, hour, minute, second] = parts.map(|part| u32::try_from(part).ok());
    let date = NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month?, day?)?;
    let moment = date.and_hms_opt(hour?, minute?, second?)?;
    Some(moment.and_utc().timestamp_millis() + nanos / 1_000_000)
}

/// A fraction of a second of so many decimal digits in nanoseconds.
pub(super) fn nanos(fraction: i128, digits: u32) -> Option<i64> {
    let scaled = fraction.checked_mul(1_000_000_000)? / 10_i128.checked_pow(digits)?;
    i64::try_from(scaled).ok().filter(|nanos| *nanos < 1_000_000_000)
}

/// `2007T`, `2007-02T`, `2007-02-23`, `2007-02-23T12:14[:33[.079]]` with `Z` or an offset.
pub(super) fn of_text(word: &str) -> Option<i64> {
    let (date, time) = word.split_once('T').unwrap_or((word, ""));
    let mut parts = [0, 1, 1, 0, 0, 0];
    for (part, text) in parts.iter_mut().zip(date.split('-')) {
        *part = text.parse().ok()?;
    }
    if time.is_empty() {
        return millis(parts, 0);
    }
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, offset) = time.split_at_checked(time.len().checked_sub(6)?)?;
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            (clock, if offset.starts_with('-') { -minutes } else { minutes })
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    for (part, text) in parts[3..].iter_mut().zip(clock.split(':')) {
        *part = text.parse().ok()?;
    }
    let fraction = fraction.get(..fraction.len().min(9))?;
    let nanos =
        if fraction.is_empty() { 0 } else { nanos(fraction.parse().ok()?, u32::try_from(fraction.len()).ok()?)? };
    millis(parts, nanos)?.checked_sub(TimeDelta::try_minutes(offset)?.num_milliseconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_every_precision() {
        for (text, expected) in [
            ("1970T", Some(0)),
            ("1970-02T", Some(31 * 86_400_000)),
            ("1970-01-02", Some(86_400_000)),
            ("1970-01-02T", Some(86_400_000)),
            ("1970-01-01T00:01Z", Some(60_000)),
            ("1970-01-01T00:00:01.5Z", Some(1500)),
            ("1970-01-01T00:00:00.0079999999999Z", Some(7)),
            ("1970-01-01T01:00+01:00", Some(0)),
            ("1969-12-31T23:00:00.250-01:00", Some(250)),
            ("1970-13-01", None),
            ("1970-01-01T25:00Z", None),
        ] {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }
}
