//! Dates and timestamps.

use boathouse_types::datetime::days_from_civil;

/// Milliseconds of a day.
pub(super) const MILLIS_PER_DAY: i64 = 86_400_000;

/// A date `yyyy-mm-dd` (month and day may have one digit) as days since 1970-01-01; what follows a
/// blank or a `T` is ignored, as Hive does when a timestamp stands in a date column.
pub(crate) fn parse_date(text: &[u8]) -> Option<i32> {
    let text = text.trim_ascii();
    let end = text.iter().position(|byte| matches!(byte, b' ' | b'T')).unwrap_or(text.len());
    let days = days_of(&text[..end])?;
    i32::try_from(days).ok()
}

/// A timestamp `yyyy-mm-dd[ hh:mm:ss[.fraction]]` as milliseconds since 1970-01-01 00:00:00; digits
/// beyond the millisecond are cut off.
pub(crate) fn parse_timestamp(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let (date, time) = match text.iter().position(|byte| *byte == b' ') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let days = days_of(date)?;
    let millis = time.map_or(Some(0), millis_of)?;
    days.checked_mul(MILLIS_PER_DAY)?.checked_add(millis)
}

/// A timestamp as [`parse_timestamp`] reads it, or in ISO 8601 form with `T` and with `Z` or an offset,
/// which is applied: the result is in UTC.
pub(crate) fn parse_zoned_timestamp(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let Some(at) = text.iter().position(|byte| matches!(byte, b'T' | b' ')) else { return parse_timestamp(text) };
    let days = days_of(&text[..at])?;
    let (time, offset_minutes) = match &text[at + 1..] {
        [time @ .., b'Z'] => (time, 0),
        rest => match rest.iter().rposition(|byte| matches!(byte, b'+' | b'-')) {
            Some(sign) => (&rest[..sign], offset_of(&rest[sign..])?),
            None => (rest, 0),
        },
    };
    let millis = millis_of(time.trim_ascii())?;
    days.checked_mul(MILLIS_PER_DAY)?.checked_add(millis)?.checked_sub(offset_minutes * 60_000)
}

/// Minutes of `+hh:mm`, `+hhmm` or `+hh`.
fn offset_of(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    let (hours, minutes) = match digits {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (digits_of(&[*h1, *h2])?, digits_of(&[*m1, *m2])?),
        [_, _] => (digits_of(digits)?, 0),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| (hours * 60 + minutes) * if *sign == b'-' { -1 } else { 1 })
}

/// Days since 1970-01-01 of `[-]y-m-d`, a date that exists.
fn days_of(text: &[u8]) -> Option<i64> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut parts = text.split(|byte| *byte == b'-');
    let year = digits_of(parts.next().filter(|part| (1..=6).contains(&part.len()))?)?;
    let month = digits_of(parts.next().filter(|part| part.len() <= 2)?)?;
    let day = digits_of(parts.next().filter(|part| part.len() <= 2)?)?;
    if parts.next().is_some() {
        return None;
    }
    let year = if negative { -year } else { year };
    days_from_civil(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Milliseconds of `h:m:s[.fraction]`.
fn millis_of(text: &[u8]) -> Option<i64> {
    let (clock, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[][..]),
    };
    let mut parts = clock.split(|byte| *byte == b':');
    let mut part = |limit: i64| {
        let text = parts.next().filter(|part| part.len() <= 2)?;
        digits_of(text).filter(|value| *value < limit)
    };
    let (hours, minutes, seconds) = (part(24)?, part(60)?, part(60)?);
    if parts.next().is_some() || fraction.len() > 9 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let millis =
        (0..3).fold(0, |value, index| value * 10 + fraction.get(index).map_or(0, |byte| i64::from(byte - b'0')));
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
}

/// A short run of digits.
fn digits_of(text: &[u8]) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}
