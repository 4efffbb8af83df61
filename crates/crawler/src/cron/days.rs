//! The two day fields, of which exactly one says something.

use chrono::{Datelike, NaiveDate, Weekday};

use super::field::{MONTH_DAYS, WEEK_DAYS, number, set_bits};

/// The days on which there are runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Days {
    /// By their number in the month.
    OfMonth {
        /// Bit n is day n.
        days: u64,
        /// `L`: the last day.
        last: bool,
        /// `LW`: the last day from Monday to Friday.
        last_work: bool,
        /// `15W`: bit n is the day from Monday to Friday that is nearest to day n, in the same month.
        nearest_work: u64,
    },
    /// By their place in the week; bit 1 is Sunday.
    OfWeek {
        days: u64,
        /// `6L`: the month's last such day.
        last: u64,
        /// `6#3`: the month's third such day.
        nth: Option<(u32, u32)>,
    },
}

impl Days {
    pub fn parse(month_days: &str, week_days: &str) -> Result<Self, String> {
        match (month_days, week_days) {
            ("?", "?") => Err("one of its day-of-month and day-of-week must say a day".to_owned()),
            (month_days, "?") => of_month(month_days),
            ("?", week_days) => of_week(week_days),
            _ => Err("exactly one of its day-of-month and day-of-week must be '?'".to_owned()),
        }
    }

    /// The days of one month; bit n is day n.
    pub fn in_month(&self, year: i32, month: u32) -> u64 {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return 0 };
        let length = u32::from(first.num_days_in_month());
        // 1 is Sunday.
        let week_day = |day: u32| (first.weekday().num_days_from_sunday() + day - 1) % 7 + 1;
        let whole = (1 << (length + 1)) - 2;
        match self {
            Self::OfMonth { days, last, last_work, nearest_work } => {
                let mut found = days & whole;
                if *last {
                    found |= 1 << length;
                }
                if *last_work {
                    found |= 1 << nearest(first, length, length);
                }
                let near = set_bits(nearest_work & whole).map(|day| nearest(first, day, length));
                near.fold(found, |found, day| found | 1 << day)
            }
            Self::OfWeek { days, last, nth } => {
                let is_wanted = |day: &u32| {
                    let at = week_day(*day);
                    let in_set = |set: u64| set & (1 << at) != 0;
                    in_set(*days)
                        || (in_set(*last) && day + 7 > length)
                        || nth.is_some_and(|(wanted, nth)| wanted == at && (day - 1) / 7 + 1 == nth)
                };
                (1..=length).filter(is_wanted).fold(0, |found, day| found | 1 << day)
            }
        }
    }
}

/// The day from Monday to Friday that is nearest to `day` and in its month.
fn nearest(first: NaiveDate, day: u32, length: u32) -> u32 {
    match first.with_day(day).map(|date| date.weekday()) {
        Some(Weekday::Sat) if day == 1 => 3,
        Some(Weekday::Sat) => day - 1,
        Some(Weekday::Sun) if day == length => day - 2,
        Some(Weekday::Sun) => day + 1,
        _ => day,
    }
}

fn of_month(text: &str) -> Result<Days, String> {
    let (mut days, mut last, mut last_work, mut nearest_work) = (0, false, false, 0);
    for part in text.split(',') {
        match part.to_ascii_uppercase().as_str() {
            "L" => last = true,
            "LW" => last_work = true,
            part if part.ends_with('W') => nearest_work |= 1 << MONTH_DAYS.value(&part[..part.len() - 1])?,
            part => MONTH_DAYS.part(part)?.for_each(|day| days |= 1 << day),
        }
    }
    Ok(Days::OfMonth { days, last, last_work, nearest_work })
}

fn of_week(text: &str) -> Result<Days, String> {
    if let Some((day, nth)) = text.split_once('#') {
        let day = WEEK_DAYS.value(day)?;
        let nth = number(nth).filter(|nth| (1..=5).contains(nth));
        let nth = nth.ok_or_else(|| format!("'{text}' of its day-of-week must have a number from 1 to 5 after '#'"))?;
        return Ok(Days::OfWeek { days: 0, last: 0, nth: Some((day, nth)) });
    }
    let (mut days, mut last) = (0, 0);
    for part in text.split(',') {
        match part.to_ascii_uppercase().as_str() {
            // Alone it is the week's last day.
            "L" => days |= 1 << WEEK_DAYS.max,
            part if part.ends_with('L') => last |= 1 << WEEK_DAYS.value(&part[..part.len() - 1])?,
            part => WEEK_DAYS.part(part)?.for_each(|day| days |= 1 << day),
        }
    }
    Ok(Days::OfWeek { days, last, nth: None })
}
