//! Intervals: `INTERVAL '…'` literals and how intervals print.
//!
//! `interval day to second` is milliseconds, `interval year to month` months.

use crate::{ErrorCode, Result, TrinoError};

/// Digits of the longest number in an interval; a sign or a decimal point comes on top.
const DIGITS_MAX: usize = 10;
/// Milliseconds of a day.
const MILLIS_PER_DAY: i64 = 86_400_000;

/// A field of an interval's qualifier, coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntervalField {
    /// `YEAR`
    Year,
    /// `MONTH`
    Month,
    /// `DAY`
    Day,
    /// `HOUR`
    Hour,
    /// `MINUTE`
    Minute,
    /// `SECOND`
    Second,
}

impl IntervalField {
    const ALL: [Self; 6] = [Self::Year, Self::Month, Self::Day, Self::Hour, Self::Minute, Self::Second];

    /// Whether it measures `interval year to month`.
    pub fn is_year_month(self) -> bool {
        matches!(self, Self::Year | Self::Month)
    }

    /// Milliseconds of a field of `interval day to second`, months of one of `interval year to month`.
    fn unit(self) -> i64 {
        match self {
            Self::Year => 12,
            Self::Month => 1,
            Self::Day => MILLIS_PER_DAY,
            Self::Hour => 3_600_000,
            Self::Minute => 60_000,
            Self::Second => 1_000,
        }
    }

    /// What stands before the field when another precedes it.
    fn separator(self) -> u8 {
        match self {
            Self::Month => b'-',
            Self::Hour => b' ',
            _ => b':',
        }
    }
}

/// The milliseconds of `INTERVAL 'text' from [TO to]`, without the sign outside the quotes.
///
/// # Errors
/// `INVALID_LITERAL` when the text or the qualifier is none, or the sum does not fit.
pub fn parse_day_time(text: &str, from: IntervalField, to: Option<IntervalField>) -> Result<i64> {
    let known = !from.is_year_month();
    known.then(|| parse(text, from, to.unwrap_or(from))).flatten().ok_or_else(|| invalid(text))
}

/// The months of `INTERVAL 'text' from [TO to]`, without the sign outside the quotes.
///
/// # Errors
/// `INVALID_LITERAL` when the text or the qualifier is none, or the sum does not fit.
pub fn parse_year_month(text: &str, from: IntervalField, to: Option<IntervalField>) -> Result<i32> {
    let known = to.unwrap_or(from).is_year_month();
    let found = known.then(|| parse(text, from, to.unwrap_or(from))).flatten();
    found.and_then(|months| i32::try_from(months).ok()).ok_or_else(|| invalid(text))
}

fn invalid(text: &str) -> TrinoError {
    TrinoError::new(ErrorCode::InvalidLiteral, format!("'{text}' is not a valid INTERVAL literal"))
}

/// Fields from the coarsest on, of which the last ones may be missing.
fn parse(text: &str, from: IntervalField, to: IntervalField) -> Option<i64> {
    if from > to {
        return None;
    }
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut rest = text.as_bytes();
    let mut total = 0_i64;
    for field in IntervalField::ALL.into_iter().filter(|field| (from..=to).contains(field)) {
        if field != from {
            rest = rest.strip_prefix(&[field.separator()])?;
        }
        let (value, millis);
        (value, millis, rest) = number(rest, field == IntervalField::Second)?;
        total = total.checked_add(value.checked_mul(field.unit())?)?.checked_add(millis)?;
        if rest.is_empty() {
            return if negative { total.checked_neg() } else { Some(total) };
        }
    }
    None
}

/// A number, the milliseconds of its fraction, and what follows. Digits of the fraction past the third do not
/// count, and of number and fraction together no more than ten are read.
fn number(text: &[u8], fraction: bool) -> Option<(i64, i64, &[u8])> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let digits = |bytes: &[u8], max: usize| bytes.iter().take(max).take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(text, DIGITS_MAX);
    let value = |bytes: &[u8]| bytes.iter().fold(0_i64, |n, b| n * 10 + i64::from(b - b'0'));
    let (head, mut rest) = text.split_at(whole);
    let mut millis = 0;
    let mut any = whole > 0;
    if fraction && let [b'.' | b',', tail @ ..] = rest {
        let count = digits(tail, DIGITS_MAX - whole);
        any |= count > 0;
        let (behind, after) = tail.split_at(count);
        millis = (0..3).fold(0, |n, i| n * 10 + behind.get(i).map_or(0, |b| i64::from(b - b'0')));
        rest = after;
    }
    let value = value(head);
    (any && i32::try_from(value).is_ok()).then_some((value, millis, rest))
}

/// `3 12:30:45.123`
pub fn print_day_time(millis: i64) -> String {
    let sign = if millis < 0 { "-" } else { "" };
    let total = millis.unsigned_abs();
    let (days, rest) = (total / MILLIS_PER_DAY.unsigned_abs(), total % MILLIS_PER_DAY.unsigned_abs());
    let (seconds, fraction) = (rest / 1_000, rest % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{sign}{days} {hours:02}:{minutes:02}:{:02}.{fraction:03}", seconds % 60)
}

/// `1-2`
pub fn print_year_month(months: i32) -> String {
    let sign = if months < 0 { "-" } else { "" };
    let total = months.unsigned_abs();
    format!("{sign}{}-{}", total / 12, total % 12)
}

#[cfg(test)]
mod tests {
    use super::IntervalField::{Day, Hour, Minute, Month, Second, Year};
    use super::*;

    #[test]
    fn day_time_literals() {
        for (text, from, to, expected) in [
            ("12 10:45:32.123", Day, Some(Second), Some("12 10:45:32.123")),
            ("12 10:45:32", Day, Some(Second), Some("12 10:45:32.000")),
            ("12 10:45", Day, Some(Second), Some("12 10:45:00.000")),
            ("12 10", Day, Some(Hour), Some("12 10:00:00.000")),
            ("12", Day, None, Some("12 00:00:00.000")),
            ("-12", Day, None, Some("-12 00:00:00.000")),
            ("10", Hour, Some(Minute), Some("0 10:00:00.000")),
            ("45:32", Minute, Some(Second), Some("0 00:45:32.000")),
            ("34:56.12345678", Minute, Some(Second), Some("0 00:34:56.123")),
            ("34:56.123456789", Minute, Some(Second), None),
            ("1.5", Second, None, Some("0 00:00:01.500")),
            ("1.5", Minute, None, None),
            ("99999", Second, None, Some("1 03:46:39.000")),
            ("12 X", Day, Some(Hour), None),
            ("12 -10", Day, Some(Hour), None),
            ("--12 -10", Day, Some(Hour), None),
            ("", Day, None, None),
            ("99999999999", Day, None, None),
            ("4294967296", Day, None, None),
            ("1", Second, Some(Day), None),
            ("1", Month, Some(Day), None),
        ] {
            let found = parse_day_time(text, from, to).ok().map(print_day_time);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(print_day_time(i64::MIN), "-106751991167 07:12:55.808");
    }

    #[test]
    fn year_month_literals() {
        for (text, from, to, expected) in [
            ("124-30", Year, Some(Month), Some("126-6")),
            ("124", Year, Some(Month), Some("124-0")),
            ("30", Month, None, Some("2-6")),
            ("-30", Month, None, Some("-2-6")),
            ("32767-32767", Year, Some(Month), Some("35497-7")),
            ("124X", Year, None, None),
            ("124-30", Year, None, None),
            ("124-X", Year, Some(Month), None),
            ("--124--30", Year, Some(Month), None),
            ("2147483647", Year, None, None),
            ("1", Year, Some(Day), None),
        ] {
            let found = parse_year_month(text, from, to).ok().map(print_year_month);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let error = parse_year_month("124X", Year, None).unwrap_err();
        assert_eq!(error.message, "'124X' is not a valid INTERVAL literal");
    }
}
