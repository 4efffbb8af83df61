//! When crawlers run by themselves: `cron(Minutes Hours Day-of-month Month Day-of-week Year)`, in UTC.
//! <https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html>

mod days;
mod field;
mod next;
#[cfg(test)]
mod tests;

use self::days::Days;
use self::field::{Field, HOURS, MINUTES, MONTHS, YEARS};

/// Two runs must be at least this far apart.
const SPACING_MINUTES_MIN: u32 = 5;
const MINUTES_OF_HOUR: u32 = 60;

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cron {
    /// Bit n is minute n.
    minutes: u64,
    /// Bit n is hour n.
    hours: u64,
    days: Days,
    /// Bit n is month n, from 1.
    months: u64,
    years: Years,
}

/// Years since the first one, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Years([u64; 4]);

impl Years {
    fn insert(&mut self, year: u32) {
        let at = (year - YEARS.min) as usize;
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn contains(self, year: u32) -> bool {
        (YEARS.min..=YEARS.max).contains(&year) && {
            let at = (year - YEARS.min) as usize;
            self.0[at / 64] & (1 << (at % 64)) != 0
        }
    }
}

impl Cron {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it, as half a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let inner = text.trim().strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')'));
        let Some(inner) = inner else {
            return Err("it must have the form cron(Minutes Hours Day-of-month Month Day-of-week Year)".to_owned());
        };
        let fields: Vec<&str> = inner.split_ascii_whitespace().collect();
        let [minutes, hours, month_days, months, week_days, years] = fields[..] else {
            return Err(format!("it has {} fields, and must have six", fields.len()));
        };
        let cron = Self {
            minutes: bits(&MINUTES, minutes)?,
            hours: bits(&HOURS, hours)?,
            days: Days::parse(month_days, week_days)?,
            months: bits(&MONTHS, months)?,
            years: {
                let mut set = Years::default();
                YEARS.parse(years)?.for_each(|year| set.insert(year));
                set
            },
        };
        if cron.is_too_fast() {
            return Err(format!("its runs must be at least {SPACING_MINUTES_MIN} minutes apart"));
        }
        Ok(cron)
    }

    /// Whether two runs that follow each other are less than the smallest spacing apart.
    fn is_too_fast(&self) -> bool {
        let minutes: Vec<u32> = field::set_bits(self.minutes).collect();
        if minutes.windows(2).any(|pair| pair[1] - pair[0] < SPACING_MINUTES_MIN) {
            return true;
        }
        let (Some(first), Some(last)) = (minutes.first(), minutes.last()) else { return false };
        if MINUTES_OF_HOUR - last + first >= SPACING_MINUTES_MIN {
            return false;
        }
        // From the last minute of one hour to the first of the next.
        let hours_follow = self.hours & (self.hours >> 1) != 0;
        let over_midnight = self.hours & 1 != 0 && self.hours & (1 << HOURS.max) != 0;
        hours_follow || (over_midnight && self.has_days_that_follow())
    }
}

fn bits(field: &Field, text: &str) -> Result<u64, String> {
    Ok(field.parse(text)?.fold(0, |set, value| set | 1 << value))
}
