//! A moment of a date range: written out, or counted from now on.

use chrono::{DateTime, Days, Months, NaiveDateTime, TimeDelta};

use super::date_format::DateFormat;

/// Units of Java's `ChronoUnit` that an interval or a distance from now can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Months(u32),
    Millis(i64),
}

impl Unit {
    /// Reads a unit's name, in any case and with or without its `S`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let name = text.trim().to_uppercase();
        Some(match name.strip_suffix('S').unwrap_or(&name) {
            "YEAR" => Self::Months(12),
            "MONTH" => Self::Months(1),
            "WEEK" => Self::Millis(7 * 86_400_000),
            "DAY" => Self::Millis(86_400_000),
            "HOUR" => Self::Millis(3_600_000),
            "MINUTE" => Self::Millis(60_000),
            "SECOND" => Self::Millis(1_000),
            "MILLI" | "MILLISECOND" => Self::Millis(1),
            _ => return None,
        })
    }

    /// `moment` and so many of this unit.
    pub(super) fn add(self, moment: NaiveDateTime, count: i64) -> Option<NaiveDateTime> {
        match self {
            Self::Millis(millis) => moment.checked_add_signed(TimeDelta::try_milliseconds(millis.checked_mul(count)?)?),
            Self::Months(months) => {
                let months = i64::from(months).checked_mul(count)?;
                let size = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
                if months < 0 { moment.checked_sub_months(size) } else { moment.checked_add_months(size) }
            }
        }
    }
}

/// One end of a range.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Fixed(NaiveDateTime),
    Now(i64, Unit),
}

impl Moment {
    pub(super) fn parse(text: &str, format: &DateFormat) -> Option<Self> {
        let text = text.trim();
        let Some(distance) = text.strip_prefix("NOW").map(str::trim) else { return format.read(text).map(Self::Fixed) };
        if distance.is_empty() {
            return Some(Self::Now(0, Unit::Millis(1)));
        }
        let (sign, size) = match distance.strip_prefix('-') {
            Some(size) => (-1, size),
            None => (1, distance.strip_prefix('+')?),
        };
        let size = size.trim_start();
        let digits = size.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = size.split_at_checked(digits)?;
        Some(Self::Now(count.parse::<i64>().ok()?.checked_mul(sign)?, Unit::parse(unit)?))
    }

    /// The moment, for who asks at `now_ms`; not finer than the format can write it.
    pub(super) fn at(&self, now_ms: i64, format: &DateFormat) -> Option<NaiveDateTime> {
        match self {
            Self::Fixed(moment) => Some(*moment),
            Self::Now(count, unit) => {
                let moment = unit.add(DateTime::from_timestamp_millis(now_ms)?.naive_utc(), *count)?;
                format.read(&format.write(moment))
            }
        }
    }
}

/// The day that many days after 1970-01-01.
pub(super) fn day(days: i32) -> Option<NaiveDateTime> {
    let epoch = DateTime::UNIX_EPOCH.naive_utc();
    let size = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 { epoch.checked_sub_days(size) } else { epoch.checked_add_days(size) }
}
