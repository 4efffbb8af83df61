//! Dates, times and timestamps as text, in the forms Trino reads.

use crate::Zone;
use crate::datetime::{PICOS_PER_DAY, PICOS_PER_SECOND, days_from_civil, instant_of_local, local_of_instant};

/// Digits of the longest fraction that is read at all.
const FRACTION_DIGITS_MAX: usize = 18;
/// Farthest offset of a time, in minutes.
const OFFSET_MINUTES_MAX: i16 = 14 * 60;

/// A time of day that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeText {
    /// Picoseconds of the day; digits past the twelfth are cut off.
    pub picos: i64,
    /// Fraction digits given, up to 18.
    pub precision: u8,
    /// Minutes east of UTC, if given.
    pub offset: Option<i16>,
}

/// A timestamp that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampText {
    /// The wall clock in picoseconds, as if it were UTC; digits past the twelfth are cut off.
    pub local: i128,
    /// Fraction digits given, up to 18.
    pub precision: u8,
    /// The zone, if given.
    pub zone: Option<Zone>,
}

impl TimestampText {
    /// The instant in the zone given, else in `session`; none when the clock of the zone never shows the time.
    pub fn instant(&self, session: Zone) -> Option<(i128, Zone)> {
        let zone = self.zone.unwrap_or(session);
        let instant = instant_of_local(self.local, zone);
        (local_of_instant(instant, zone) == self.local).then_some((instant, zone))
    }
}

/// Reads `2020-05-01`, `2020-5-1`, `-0044-03-15`: days since the epoch. Blanks around are not taken.
pub fn parse_date(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let mut scanner = Scanner(rest.as_bytes());
    let year = i64::try_from(scanner.number(1, 9)?).ok()? * sign;
    scanner.eat(b'-')?;
    let month = scanner.number(1, 2)?;
    scanner.eat(b'-')?;
    let day = scanner.number(1, 2)?;
    scanner.0.is_empty().then_some(())?;
    i32::try_from(days_from_civil(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?).ok()
}

/// Reads `12:34`, `1:2:3.456`, `12:34:56 +02:00`.
pub fn parse_time(text: &str) -> Option<TimeText> {
    let mut scanner = Scanner(text.as_bytes());
    let (picos, precision) = scanner.time_of_day()?.valid()?;
    scanner.skip_blanks();
    let offset = match scanner.0 {
        [] => None,
        _ => Some(scanner.offset()?),
    };
    scanner.0.is_empty().then_some(TimeText { picos, precision, offset })
}

/// Reads `2020-05-01`, `2020-5-1 12:34:56.789`, each with a zone's name or offset behind it or none.
pub fn parse_timestamp(text: &str) -> Option<TimestampText> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let mut scanner = Scanner(rest.as_bytes());
    let year = i64::try_from(scanner.number(4, 18)?).ok()?;
    scanner.eat(b'-')?;
    let month = scanner.number(1, 2)?;
    scanner.eat(b'-')?;
    let day = scanner.number(1, 2)?;
    let year = if negative { -year } else { year };
    let days = days_from_civil(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    let (mut picos, mut precision, mut zone) = (0, 0, None);
    if !scanner.0.is_empty() {
        scanner.eat(b' ')?;
        let mut ahead = Scanner(scanner.0);
        if let Some(time) = ahead.time_of_day() {
            (picos, precision) = time.valid()?;
            scanner = ahead;
        }
        scanner.skip_blanks();
        if !scanner.0.is_empty() {
            zone = Some(std::str::from_utf8(scanner.0).ok()?.parse().ok()?);
        }
    }
    let local = i128::from(days) * i128::from(PICOS_PER_DAY) + i128::from(picos);
    Some(TimestampText { local, precision, zone })
}

/// A time whose numbers have been read and not been checked.
struct TimeOfDay {
    hour: u64,
    minute: u64,
    second: u64,
    fraction: Option<(u64, usize)>,
}

impl TimeOfDay {
    /// Picoseconds of the day and fraction digits given.
    fn valid(&self) -> Option<(i64, u8)> {
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let (fraction, digits) = self.fraction.unwrap_or((0, 0));
        let scale = 10_u64.pow(digits.abs_diff(12) as u32);
        let fraction = if digits <= 12 { fraction * scale } else { fraction / scale };
        let seconds = i64::try_from(self.hour * 3_600 + self.minute * 60 + self.second).ok()?;
        Some((seconds * PICOS_PER_SECOND + i64::try_from(fraction).ok()?, u8::try_from(digits).ok()?))
    }
}

/// Bytes still to read; numbers and signs are ASCII, so nothing is cut inside a character.
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    fn eat(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }

    fn skip_blanks(&mut self) {
        let count = self.0.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')).count();
        self.0 = &self.0[count..];
    }

    /// As many digits as there are, at most `max`, at least `min`.
    fn number(&mut self, min: usize, max: usize) -> Option<u64> {
        let count = self.0.iter().take(max).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        if count < min {
            return None;
        }
        self.0 = rest;
        Some(digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    /// Hours and minutes, and seconds and their fraction as far as they follow.
    fn time_of_day(&mut self) -> Option<TimeOfDay> {
        let hour = self.number(1, 2)?;
        self.eat(b':')?;
        let minute = self.number(1, 2)?;
        let (mut second, mut fraction) = (0, None);
        let mut ahead = Scanner(self.0);
        if ahead.eat(b':').is_some()
            && let Some(found) = ahead.number(1, 2)
        {
            second = found;
            self.0 = ahead.0;
            if ahead.eat(b'.').is_some() && ahead.0.first().is_some_and(u8::is_ascii_digit) {
                let before = ahead.0.len();
                let found = ahead.number(1, FRACTION_DIGITS_MAX)?;
                fraction = Some((found, before - ahead.0.len()));
                // A longer fraction does not fit the number Trino reads it into.
                if ahead.0.first().is_some_and(u8::is_ascii_digit) {
                    return None;
                }
                self.0 = ahead.0;
            }
        }
        Some(TimeOfDay { hour, minute, second, fraction })
    }

    /// `+02:00`, in minutes.
    fn offset(&mut self) -> Option<i16> {
        let negative = match self.0.first()? {
            b'+' => false,
            b'-' => true,
            _ => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.number(2, 2)?;
        self.eat(b':')?;
        let minutes = self.number(2, 2)?;
        let total = i16::try_from(hours * 60 + minutes).ok()?;
        (minutes < 60 && total <= OFFSET_MINUTES_MAX).then_some(if negative { -total } else { total })
    }
}
