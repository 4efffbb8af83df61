//! When the next run is.

use chrono::{Datelike, Days, NaiveDate};

use super::field::{HOURS, YEARS};
use super::{Cron, MINUTES_OF_HOUR};

const MINUTE_MS: i64 = 60_000;
const MINUTES_OF_DAY: i64 = 24 * 60;
/// Days from the calendar's first to 1970-01-01.
const EPOCH_DAYS: i64 = 719_163;

impl Cron {
    /// The first moment after `now_ms` at which there is a run, both in milliseconds since the epoch; none when the
    /// schedule is over.
    pub fn next_after(&self, now_ms: i64) -> Option<i64> {
        let minute = (now_ms.div_euclid(MINUTE_MS) + 1).max(0);
        let day = minute.div_euclid(MINUTES_OF_DAY);
        let start = date_of(day)?;
        let in_day = u32::try_from(minute.rem_euclid(MINUTES_OF_DAY)).ok()?;
        if let (true, Some(time)) = (self.has_day(start), self.time_from(in_day)) {
            return Some((day * MINUTES_OF_DAY + i64::from(time)) * MINUTE_MS);
        }
        let date = self.day_after(start)?;
        let day = i64::from(date.num_days_from_ce()) - EPOCH_DAYS;
        Some((day * MINUTES_OF_DAY + i64::from(self.time_from(0)?)) * MINUTE_MS)
    }

    fn has_day(&self, date: NaiveDate) -> bool {
        self.month(date.year(), date.month()) & (1 << date.day()) != 0
    }

    /// The days of a month on which there are runs.
    fn month(&self, year: i32, month: u32) -> u64 {
        let is_wanted =
            u32::try_from(year).is_ok_and(|year| self.years.contains(year)) && self.months & (1 << month) != 0;
        if is_wanted { self.days.in_month(year, month) } else { 0 }
    }

    /// The first day after this one on which there are runs.
    fn day_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        let after = date.checked_add_days(Days::new(1))?;
        let (mut year, mut month, mut from) = (after.year(), after.month(), after.day());
        while year <= i32::try_from(YEARS.max).ok()? {
            let found = self.month(year, month) >> from << from;
            if found != 0 {
                return NaiveDate::from_ymd_opt(year, month, found.trailing_zeros());
            }
            (year, month, from) = if month == 12 { (year + 1, 1, 1) } else { (year, month + 1, 1) };
        }
        None
    }

    /// The first minute of a day, from this one on, at which there is a run.
    fn time_from(&self, minute: u32) -> Option<u32> {
        let (hour, minute) = (minute / MINUTES_OF_HOUR, minute % MINUTES_OF_HOUR);
        let left = self.minutes >> minute << minute;
        if self.hours & (1 << hour) != 0 && left != 0 {
            return Some(hour * MINUTES_OF_HOUR + left.trailing_zeros());
        }
        let hours = if hour == HOURS.max { 0 } else { self.hours >> (hour + 1) << (hour + 1) };
        (hours != 0).then(|| hours.trailing_zeros() * MINUTES_OF_HOUR + self.minutes.trailing_zeros())
    }

    /// Whether there are runs on any two days that follow each other.
    pub(super) fn has_days_that_follow(&self) -> bool {
        let Some(mut day) = date_of(0).filter(|day| self.has_day(*day)).or_else(|| self.day_after(date_of(0)?)) else {
            return false;
        };
        while let Some(next) = self.day_after(day) {
            if day.succ_opt() == Some(next) {
                return true;
            }
            day = next;
        }
        false
    }
}

fn date_of(epoch_day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(epoch_day + EPOCH_DAYS).ok()?)
}
