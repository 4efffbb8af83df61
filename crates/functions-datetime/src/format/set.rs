//! Fields set on a wall clock.

use boathouse_types::datetime::{Civil, days_in_month};

use super::element::Field;
use super::print::value_of;
use crate::unit::{DAY, Unit};

/// Years a date may have.
const YEAR_MIN: i64 = -292_275_054;
const YEAR_MAX: i64 = 292_278_993;

/// The values a field may be set to at a time.
pub(super) fn range(field: Field, local: i64, value: i64) -> (i64, i64) {
    let days = local.div_euclid(DAY);
    let date = Civil::of_days(days);
    match field {
        Field::Era | Field::Halfday => (0, 1),
        Field::Century => (0, YEAR_MAX / 100 - 1),
        Field::YearOfEra => (0, YEAR_MAX),
        Field::Year => (YEAR_MIN, YEAR_MAX),
        Field::Weekyear => (YEAR_MIN + 1, YEAR_MAX - 1),
        Field::Month => (1, 12),
        Field::Week => (1, if value > 52 { weeks_of(Civil::week_of_days(days).0) } else { 52 }),
        Field::DayOfYear => (1, days_of(date.year)),
        Field::DayOfMonth => (1, i64::from(days_in_month(date.year, date.month))),
        Field::DayOfWeek => (1, 7),
        Field::HourOfDay => (0, 23),
        Field::ClockhourOfDay => (1, 24),
        Field::HourOfHalfday => (0, 11),
        Field::ClockhourOfHalfday => (1, 12),
        Field::Minute | Field::Second => (0, 59),
        Field::Millisecond => (0, 999),
    }
}

/// The time with a field set to a value of its range.
pub(super) fn set(field: Field, local: i64, value: i64) -> i64 {
    let days = local.div_euclid(DAY);
    let now = value_of(field, local);
    let with_days = |days: i64| days * DAY + local.rem_euclid(DAY);
    let with_year = |year: i64| {
        let date = Civil::of_days(days);
        with_days(date.plus_months((year - date.year) * 12).unwrap_or(date).to_days())
    };
    let year = Civil::of_days(days).year;
    match field {
        Field::Era => {
            if value == now {
                local
            } else {
                with_year(-year)
            }
        }
        Field::Century => with_year(value * 100 + year.rem_euclid(100)),
        Field::YearOfEra => with_year(if year < 0 { -value } else { value }),
        Field::Year => with_year(value),
        Field::Weekyear => {
            let week = Civil::week_of_days(days).1.min(weeks_of(value));
            with_days(start_of_weekyear(value) + (week - 1) * 7 + Civil::weekday_of_days(days) - 1)
        }
        Field::Month => {
            let date = Civil::of_days(days);
            with_days(date.plus_months(value - now).unwrap_or(date).to_days())
        }
        Field::Week => with_days(days + (value - now) * 7),
        Field::DayOfYear | Field::DayOfMonth | Field::DayOfWeek => with_days(days + value - now),
        Field::Halfday => local + (value - now) * (DAY / 2),
        Field::HourOfDay | Field::HourOfHalfday => local + (value - now) * 3_600_000,
        Field::ClockhourOfDay => local + (value % 24 - now % 24) * 3_600_000,
        Field::ClockhourOfHalfday => local + (value % 12 - now % 12) * 3_600_000,
        Field::Minute => local + (value - now) * 60_000,
        Field::Second => local + (value - now) * 1_000,
        Field::Millisecond => local + value - now,
    }
}

/// The time with everything shorter than the field at its start.
pub(super) fn floor(field: Field, local: i64) -> i64 {
    let unit = match field {
        Field::Era => return local,
        Field::Century => {
            let year = Civil::of_days(local.div_euclid(DAY)).year;
            return Civil { year: year.div_euclid(100) * 100, month: 1, day: 1 }.to_days() * DAY;
        }
        Field::YearOfEra | Field::Year => Unit::Year,
        Field::Weekyear => return start_of_weekyear(Civil::week_of_days(local.div_euclid(DAY)).0) * DAY,
        Field::Month => Unit::Month,
        Field::Week => Unit::Week,
        Field::DayOfYear | Field::DayOfMonth | Field::DayOfWeek => Unit::Day,
        Field::Halfday => return local - local.rem_euclid(DAY / 2),
        Field::HourOfDay | Field::ClockhourOfDay | Field::HourOfHalfday | Field::ClockhourOfHalfday => Unit::Hour,
        Field::Minute => Unit::Minute,
        Field::Second => Unit::Second,
        Field::Millisecond => Unit::Millisecond,
    };
    unit.floor(local)
}

/// The Monday of a year's first week.
fn start_of_weekyear(year: i64) -> i64 {
    Unit::Week.floor_days(Civil { year, month: 1, day: 4 }.to_days())
}

fn weeks_of(year: i64) -> i64 {
    (start_of_weekyear(year + 1) - start_of_weekyear(year)) / 7
}

fn days_of(year: i64) -> i64 {
    Civil { year: year + 1, month: 1, day: 1 }.to_days() - Civil { year, month: 1, day: 1 }.to_days()
}
