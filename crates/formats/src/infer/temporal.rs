//! Texts that are dates and times in the one form that every reader of text tables takes.

use boathouse_schema::HiveType;

/// Digits of a second that a `timestamp` keeps.
const FRACTION_DIGITS_KEPT: usize = 3;
const FRACTION_DIGITS_MAX: usize = 9;

/// `yyyy-mm-dd` is a date, and with ` hh:mm:ss[.fraction]` behind it a timestamp. A fraction of which a timestamp would
/// lose digits is neither.
pub(super) fn temporal(text: &str) -> Option<HiveType> {
    let bytes = text.as_bytes();
    let date = bytes.get(..10)?;
    if !is_date(date) {
        return None;
    }
    match &bytes[10..] {
        [] => Some(HiveType::Date),
        [b' ', time @ ..] if is_time(time) => Some(HiveType::Timestamp),
        _ => None,
    }
}

fn is_date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return false };
    let (Some(year), Some(month), Some(day)) =
        (number(&[*y1, *y2, *y3, *y4]), number(&[*m1, *m2]), number(&[*d1, *d2]))
    else {
        return false;
    };
    (1..=days_in(year, month)).contains(&day)
}

fn is_time(text: &[u8]) -> bool {
    let (clock, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let [h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return false };
    let below = |digits: [u8; 2], limit| number(&digits).is_some_and(|value| value < limit);
    below([*h1, *h2], 24) && below([*m1, *m2], 60) && below([*s1, *s2], 60) && fraction.is_none_or(is_kept)
}

/// Digits, and none but zeros where they are cut off.
fn is_kept(fraction: &[u8]) -> bool {
    let lost = fraction.get(FRACTION_DIGITS_KEPT..).unwrap_or_default();
    (1..=FRACTION_DIGITS_MAX).contains(&fraction.len())
        && fraction.iter().all(u8::is_ascii_digit)
        && lost.iter().all(|byte| *byte == b'0')
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for (text, expected) in [
            ("2024-02-29", Some(HiveType::Date)),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2024-13-01", None),
            ("2024-00-10", None),
            ("2024-04-31", None),
            ("2024-1-1", None),
            ("20240101", None),
            ("2024/01/01", None),
            ("2024-01-01 23:59:59", Some(HiveType::Timestamp)),
            ("2024-01-01 23:59:59.5", Some(HiveType::Timestamp)),
            ("2024-01-01 23:59:59.123000", Some(HiveType::Timestamp)),
            ("2024-01-01 23:59:59.123456", None),
            ("2024-01-01 23:59:59.", None),
            ("2024-01-01 24:00:00", None),
            ("2024-01-01 1:00:00", None),
            ("2024-01-01T00:00:00", None),
            ("2024-01-01 00:00:00Z", None),
            ("2024-01-01 ", None),
            ("2024-01-\u{e9}", None),
            ("", None),
        ] {
            assert_eq!(temporal(text), expected, "{text}");
        }
    }
}
