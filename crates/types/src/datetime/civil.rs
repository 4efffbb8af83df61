//! Days since the epoch to calendar dates and back, by the proleptic Gregorian calendar.

/// Days of 400 years.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from the first of March of the year 0 to the epoch.
const EPOCH_FROM_MARCH_0: i64 = 719_468;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year; 0 is 1 BC.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl Civil {
    /// The date so many days after the epoch.
    pub fn of_days(days: i64) -> Self {
        // Years are counted from March, so that the leap day is the last day of its year.
        let days = days + EPOCH_FROM_MARCH_0;
        let era = days.div_euclid(DAYS_PER_ERA);
        let of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self { year, month: month as u32, day: day as u32 }
    }

    /// Days since the epoch.
    pub fn to_days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - EPOCH_FROM_MARCH_0
    }

    /// 1 (Monday) to 7 (Sunday) of the day so many days after the epoch.
    pub fn weekday_of_days(days: i64) -> i64 {
        (days + 3).rem_euclid(7) + 1
    }

    /// 1 to 366.
    pub fn day_of_year(self) -> i64 {
        self.to_days() - Self { month: 1, day: 1, ..self }.to_days() + 1
    }

    /// The ISO year and week of the day so many days after the epoch.
    pub fn week_of_days(days: i64) -> (i64, i64) {
        // A week belongs to the year of its Thursday.
        let thursday = days - Self::weekday_of_days(days) + 4;
        let date = Self::of_days(thursday);
        (date.year, (date.day_of_year() - 1) / 7 + 1)
    }

    /// The same day so many months later; a day past the end of that month becomes its last.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let total = self.year.checked_mul(12)?.checked_add(i64::from(self.month) - 1)?.checked_add(months)?;
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
        Some(Self { year, month, day: self.day.min(days_in_month(year, month)) })
    }
}

/// Whether a year has 366 days.
pub fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month; months outside 1 to 12 have none.
pub fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days since the epoch of a calendar date, if there is such a date. Years go to nine digits.
pub fn days_from_civil(year: i64, month: u32, day: u32) -> Option<i64> {
    let exists = year.unsigned_abs() <= 999_999_999 && (1..=days_in_month(year, month)).contains(&day);
    exists.then(|| Civil { year, month, day }.to_days())
}
