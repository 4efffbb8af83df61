//! The units of `date_add`, `date_diff` and `date_trunc`, on milliseconds of a wall clock.

use boathouse_types::datetime::{Civil, is_leap_year};
use boathouse_types::{Result, TrinoError};

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// Days before the 29th of February.
const FEBRUARY_29: i64 = 59;
/// Years a date may be moved to.
const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The type a unit is to be a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    Date,
    Time,
    Timestamp,
}

impl Unit {
    /// Reads a unit in any case, if values of the type have it.
    pub(crate) fn parse(text: &str, whole: Whole) -> Result<Self> {
        let lower = text.to_lowercase();
        let unit = match lower.as_str() {
            "millisecond" => Some(Self::Millisecond),
            "second" => Some(Self::Second),
            "minute" => Some(Self::Minute),
            "hour" => Some(Self::Hour),
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "quarter" => Some(Self::Quarter),
            "year" => Some(Self::Year),
            _ => None,
        };
        let name = match whole {
            Whole::Date => "DATE",
            Whole::Time => "TIME",
            Whole::Timestamp => "TIMESTAMP",
        };
        let fits = |unit: &Self| match whole {
            Whole::Date => !unit.is_of_time(),
            Whole::Time => unit.is_of_time(),
            Whole::Timestamp => true,
        };
        unit.filter(fits).ok_or_else(|| TrinoError::invalid_argument(format!("'{lower}' is not a valid {name} field")))
    }

    /// Hours and less: they are counted on the time line, not on the calendar.
    pub(crate) fn is_of_time(self) -> bool {
        self.millis().is_some_and(|millis| millis < DAY)
    }

    /// Its length in milliseconds, if it always has the same.
    pub(crate) fn millis(self) -> Option<i64> {
        match self {
            Self::Millisecond => Some(1),
            Self::Second => Some(1_000),
            Self::Minute => Some(60_000),
            Self::Hour => Some(3_600_000),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Month | Self::Quarter | Self::Year => None,
        }
    }

    fn months(self) -> i64 {
        match self {
            Self::Quarter => 3,
            Self::Year => 12,
            _ => 1,
        }
    }

    /// The start of the unit a day lies in. For units of a day and more.
    pub(crate) fn floor_days(self, days: i64) -> i64 {
        let first = |month: fn(u32) -> u32| {
            let date = Civil::of_days(days);
            Civil { month: month(date.month), day: 1, ..date }.to_days()
        };
        match self {
            Self::Week => days - Civil::weekday_of_days(days) + 1,
            Self::Month => first(|month| month),
            Self::Quarter => first(|month| (month - 1) / 3 * 3 + 1),
            Self::Year => first(|_| 1),
            _ => days,
        }
    }

    /// The start of the unit a time lies in; what no number holds becomes the lowest.
    pub(crate) fn floor(self, millis: i64) -> i64 {
        match self.millis() {
            Some(length) if length <= DAY => millis.saturating_sub(millis.rem_euclid(length)),
            _ => self.floor_days(millis.div_euclid(DAY)).saturating_mul(DAY),
        }
    }

    /// A day so many units later. For units of a day and more.
    pub(crate) fn add_days(self, days: i64, count: i32) -> Result<i64> {
        let count = i64::from(count);
        match self.millis() {
            Some(length) => Ok(days + count * (length / DAY)),
            None => {
                let date = Civil::of_days(days);
                let moved = date.plus_months(count * self.months()).unwrap_or(date);
                if YEARS.contains(&moved.year) {
                    return Ok(moved.to_days());
                }
                let (from, to, year) = (YEARS.start(), YEARS.end(), moved.year);
                Err(TrinoError::invalid_argument(format!("Value {year} for year must be in the range [{from},{to}]")))
            }
        }
    }

    /// A time so many units later.
    pub(crate) fn add(self, millis: i64, count: i32) -> Result<i64> {
        let moved = match self.millis() {
            Some(length) => millis.checked_add(i64::from(count) * length),
            None => {
                let days = self.add_days(millis.div_euclid(DAY), count)?;
                days.checked_mul(DAY).and_then(|start| start.checked_add(millis.rem_euclid(DAY)))
            }
        };
        moved.ok_or_else(|| TrinoError::invalid_argument("long overflow"))
    }

    /// Whole units from one time to another, negative when the other is earlier.
    pub(crate) fn difference(self, from: i64, to: i64) -> i64 {
        if let Some(length) = self.millis() {
            return to.saturating_sub(from) / length;
        }
        if to < from {
            return -self.difference(to, from);
        }
        match self {
            Self::Year => years_between(from, to),
            _ => months_between(from, to) / self.months(),
        }
    }
}

/// Whole months from one time to a later one. From the 31st to the last day of a shorter month is whole.
fn months_between(from: i64, to: i64) -> i64 {
    let (start, end) = (Civil::of_days(from.div_euclid(DAY)), Civil::of_days(to.div_euclid(DAY)));
    let months = (end.year - start.year) * 12 + i64::from(end.month) - i64::from(start.month);
    let last = boathouse_types::datetime::days_in_month(end.year, end.month);
    let start_day = if end.day == last { start.day.min(end.day) } else { start.day };
    let whole = (end.day, to.rem_euclid(DAY)) >= (start_day, from.rem_euclid(DAY));
    if whole { months } else { months - 1 }
}

/// Whole years from one time to a later one. Days of the year are compared without the leap day of but one of them.
fn years_between(from: i64, to: i64) -> i64 {
    let (start, end) = (Civil::of_days(from.div_euclid(DAY)), Civil::of_days(to.div_euclid(DAY)));
    let (mut start_day, mut end_day) = (start.day_of_year() - 1, end.day_of_year() - 1);
    let (start_leap, end_leap) = (is_leap_year(start.year), is_leap_year(end.year));
    if start_day >= FEBRUARY_29 {
        if start_leap && !end_leap {
            start_day -= 1;
        } else if !start_leap && end_leap && end_day >= FEBRUARY_29 {
            end_day -= 1;
        }
    }
    let whole = (end_day, to.rem_euclid(DAY)) >= (start_day, from.rem_euclid(DAY));
    end.year - start.year - i64::from(!whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use boathouse_types::datetime::parse_timestamp;

    fn millis(text: &str) -> i64 {
        (parse_timestamp(text).unwrap().local / 1_000_000_000) as i64
    }

    #[test]
    fn differences() {
        for (unit, from, to, expected) in [
            (Unit::Month, "2001-01-31 00:00", "2001-02-28 00:00", 1),
            (Unit::Month, "2001-01-31 00:01", "2001-02-28 00:00", 0),
            (Unit::Month, "2001-02-28 00:00", "2001-01-31 00:00", -1),
            (Unit::Month, "2001-01-30 00:00", "2001-02-27 23:00", 0),
            (Unit::Month, "2001-01-31 19:34:55", "2005-09-10 13:31:00", 55),
            (Unit::Quarter, "2001-01-31 19:34:55", "2005-09-10 13:31:00", 18),
            (Unit::Year, "2001-01-31 19:34:55", "2005-09-10 13:31:00", 4),
            (Unit::Year, "2004-02-29 00:00", "2005-02-28 00:00", 1),
            (Unit::Year, "2003-03-01 00:00", "2004-03-01 00:00", 1),
            (Unit::Year, "2003-03-01 00:00", "2004-02-29 23:59", 0),
            (Unit::Year, "2005-02-28 00:00", "2004-02-29 00:00", -1),
            (Unit::Week, "2001-01-31 19:34:55", "2005-09-10 13:31:00", 240),
            (Unit::Day, "2001-01-31 19:34:55", "2005-09-10 13:31:00", 1682),
            (Unit::Hour, "2005-09-10 13:31:00", "2001-01-31 19:34:55", -40385),
        ] {
            assert_eq!(unit.difference(millis(from), millis(to)), expected, "{unit:?} {from} {to}");
        }
    }

    #[test]
    fn starts_and_sums() {
        for (unit, floor, count, sum) in [
            (Unit::Second, "2020-02-29 12:34:56", 1, "2020-02-29 12:34:57.789"),
            (Unit::Day, "2020-02-29 00:00", -29, "2020-01-31 12:34:56.789"),
            (Unit::Week, "2020-02-24 00:00", 1, "2020-03-07 12:34:56.789"),
            (Unit::Month, "2020-02-01 00:00", 12, "2021-02-28 12:34:56.789"),
            (Unit::Quarter, "2020-01-01 00:00", 1, "2020-05-29 12:34:56.789"),
            (Unit::Year, "2020-01-01 00:00", -4, "2016-02-29 12:34:56.789"),
        ] {
            let start = millis("2020-02-29 12:34:56.789");
            assert_eq!(unit.floor(start), millis(floor), "{unit:?}");
            assert_eq!(unit.add(start, count).unwrap(), millis(sum), "{unit:?}");
        }
        let error = Unit::Year.add(0, i32::MAX).unwrap_err();
        assert_eq!(error.message, "Value 2147485617 for year must be in the range [-292275054,292278993]");
        let error = Unit::parse("Foo", Whole::Date).unwrap_err();
        assert_eq!(error.message, "'foo' is not a valid DATE field");
        assert!(Unit::parse("hour", Whole::Date).is_err() && Unit::parse("DAY", Whole::Time).is_err());
    }
}
