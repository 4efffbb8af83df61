//! Time zones: names from the IANA database and fixed offsets, each with a number that values carry.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::datetime::{Civil, SECONDS_PER_DAY, is_leap_year};
use crate::{ErrorCode, Result, TrinoError};

/// Widest offset from UTC, in minutes.
const OFFSET_MINUTES_MAX: i32 = 14 * 60;
/// Keys from here on are places in chrono-tz's table of names.
const NAMED_KEY_MIN: i16 = 1_000;

/// The first of January 2100, where chrono-tz's transitions end.
const TABLE_END_SECONDS: i64 = 4_102_444_800;

/// The number of a zone inside a `timestamp with time zone`: an offset in minutes (0 is UTC), or a place in
/// the table of names.
pub type ZoneKey = i16;

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Minutes east of UTC.
    Offset(i16),
    /// A zone of the IANA database.
    Named(Tz),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self::Offset(0);

    /// The number values carry.
    pub fn key(self) -> ZoneKey {
        match self {
            Self::Offset(minutes) => minutes,
            Self::Named(zone) => {
                let place = TZ_VARIANTS.iter().position(|z| *z == zone).and_then(|i| i16::try_from(i).ok());
                place.map_or(0, |i| NAMED_KEY_MIN + i)
            }
        }
    }

    /// The zone of a number; numbers nothing stands for are UTC, and none of ours is one.
    pub fn of_key(key: ZoneKey) -> Self {
        if key < NAMED_KEY_MIN {
            return Self::Offset(key);
        }
        usize::try_from(key - NAMED_KEY_MIN)
            .ok()
            .and_then(|i| TZ_VARIANTS.get(i))
            .map_or(Self::UTC, |z| Self::Named(*z))
    }

    /// Seconds east of UTC at an instant, given in seconds since the epoch.
    pub fn offset_seconds_at(self, epoch_seconds: i64) -> i32 {
        match self {
            Self::Offset(minutes) => i32::from(minutes) * 60,
            Self::Named(zone) => match chrono::DateTime::from_timestamp(in_table(epoch_seconds), 0) {
                Some(instant) => zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc(),
                None => 0,
            },
        }
    }

    /// Seconds east of UTC at a wall-clock time, given in seconds as if it were UTC.
    ///
    /// Of a time that comes twice the earlier instant is meant; one that is skipped moves on by the gap.
    pub fn offset_seconds_of_local(self, local_seconds: i64) -> i32 {
        let Self::Named(zone) = self else { return self.offset_seconds_at(0) };
        let local = chrono::DateTime::from_timestamp(in_table(local_seconds), 0);
        let Some(local) = local.map(|t| t.naive_utc()) else { return 0 };
        match zone.offset_from_local_datetime(&local) {
            chrono::LocalResult::Single(offset) => offset.fix().local_minus_utc(),
            chrono::LocalResult::Ambiguous(first, second) => {
                // The earlier instant is the one with the greater offset.
                first.fix().local_minus_utc().max(second.fix().local_minus_utc())
            }
            chrono::LocalResult::None => offset_before_gap(zone, local),
        }
    }
}

/// A time in the years the table of transitions ends with, from which the rules of all later years can be read:
/// the same day of a year that begins on the same weekday and is as long.
fn in_table(seconds: i64) -> i64 {
    if seconds < TABLE_END_SECONDS {
        return seconds;
    }
    let year = Civil::of_days(seconds.div_euclid(SECONDS_PER_DAY)).year;
    let start = |year: i64| Civil { year, month: 1, day: 1 }.to_days();
    let alike = |other: &i64| {
        is_leap_year(*other) == is_leap_year(year)
            && Civil::weekday_of_days(start(*other)) == Civil::weekday_of_days(start(year))
    };
    let twin = (2_072..2_100).find(alike).unwrap_or(year);
    seconds - (start(year) - start(twin)) * SECONDS_PER_DAY
}

fn offset_before_gap(zone: Tz, local: NaiveDateTime) -> i32 {
    let before = local - chrono::TimeDelta::hours(26);
    zone.offset_from_utc_datetime(&before).fix().local_minus_utc()
}

/// Reads `UTC`, `Europe/Berlin`, `+02:00`, `-5:30`, `GMT+2`.
impl FromStr for Zone {
    type Err = TrinoError;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || {
            let text = format!("'{text}' is not a valid time zone");
            TrinoError::new(ErrorCode::InvalidFunctionArgument, text)
        };
        if is_utc_name(text) {
            return Ok(Self::UTC);
        }
        let upper = text.to_ascii_uppercase();
        let offset = ["UTC", "GMT", "UT"].iter().find_map(|prefix| upper.strip_prefix(prefix)).unwrap_or(&upper);
        if offset.starts_with(['+', '-']) {
            return parse_offset(offset).map(Self::Offset).ok_or_else(unknown);
        }
        Tz::from_str_insensitive(text).map(Self::Named).map_err(|_| unknown())
    }
}

/// Names that mean UTC; Trino prints them all as `UTC`.
fn is_utc_name(text: &str) -> bool {
    const NAMES: [&str; 11] =
        ["utc", "z", "ut", "uct", "gmt", "gmt0", "greenwich", "universal", "zulu", "etc/utc", "etc/gmt"];
    let lower = text.to_ascii_lowercase();
    NAMES.contains(&lower.as_str()) || lower.strip_prefix("etc/").is_some_and(|rest| NAMES.contains(&rest))
}

fn parse_offset(text: &str) -> Option<i16> {
    let negative = text.starts_with('-');
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number = |text: &str, len: usize| {
        (1..=len)
            .contains(&text.len())
            .then(|| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i32>()))??
            .ok()
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= OFFSET_MINUTES_MAX).then(|| i16::try_from(if negative { -total } else { total }).ok())?
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(0) => f.write_str("UTC"),
            Self::Offset(minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_numbered_and_printed() {
        for (text, expected) in [
            ("UTC", "UTC"),
            ("Z", "UTC"),
            ("Etc/Greenwich", "UTC"),
            ("+02:00", "+02:00"),
            ("-5:30", "-05:30"),
            ("+0730", "+07:30"),
            ("UTC+3", "+03:00"),
            ("europe/berlin", "Europe/Berlin"),
            ("+00:00", "UTC"),
        ] {
            let zone: Zone = text.parse().unwrap();
            assert_eq!(zone.to_string(), expected, "{text}");
            assert_eq!(Zone::of_key(zone.key()), zone, "{text}");
        }
        for text in ["", "Mars/Base", "+15:00", "+1:99", "+", "-:30"] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }

    #[test]
    fn offsets_at_the_edges_of_summer_time() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let seconds = |text: &str| text.parse::<NaiveDateTime>().unwrap().and_utc().timestamp();
        for (local, hours) in [
            ("2026-03-29T01:59:59", 1),
            ("2026-03-29T02:30:00", 1), // skipped: read as winter time, so it shows as 03:30
            ("2026-03-29T03:00:00", 2),
            ("2026-10-25T02:30:00", 2), // twice: the first
            ("2026-10-25T03:00:00", 1),
        ] {
            assert_eq!(berlin.offset_seconds_of_local(seconds(local)), hours * 3600, "{local}");
        }
        for (instant, hours) in [
            ("2026-07-01T00:00:00", 2),
            ("2100-07-01T00:00:00", 2),
            ("9999-12-01T00:00:00", 1),
            ("12345-08-01T00:00:00", 2),
        ] {
            let plus = if instant.len() > 19 { "+" } else { "" };
            assert_eq!(berlin.offset_seconds_at(seconds(&format!("{plus}{instant}"))), hours * 3600, "{instant}");
        }
    }
}
