//! `date`, `last_day_of_month`: from dates and times to dates.

use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::datetime::{Civil, PICOS_PER_DAY, days_in_month, local_of_instant, parse_date};
use boathouse_types::{Result, TrinoError, Zone, ZoneKey};

use crate::column::{DateBuilder, Dates, Stamps, Texts, Zoneds};
use crate::kernels::map1;

pub(crate) const DATE: Function = Function {
    name: "date",
    category: Category::DateTime,
    description: "The date of a text or a timestamp.",
    examples: &[
        Example { sql: "date('2020-05-10')", result: "2020-05-10" },
        Example { sql: "date(TIMESTAMP '2020-05-10 12:34:56 Europe/Berlin')", result: "2020-05-10" },
    ],
    overloads: &[
        Overload {
            signature: "date(varchar(x)) -> date",
            returns: None,
            kernel: |bound| {
                Ok(map1::<Texts, DateBuilder>(bound, |text| {
                    let wrong = || TrinoError::invalid_cast(format!("Value cannot be cast to date: {text}"));
                    parse_date(text.trim()).ok_or_else(wrong)
                }))
            },
        },
        Overload {
            signature: "date(timestamp(p)) -> date",
            returns: None,
            kernel: |bound| Ok(map1::<Stamps, DateBuilder>(bound, |picos| to_date(days(picos)))),
        },
        Overload {
            signature: "date(timestamp(p) with time zone) -> date",
            returns: None,
            kernel: |bound| Ok(map1::<Zoneds, DateBuilder>(bound, |value| to_date(local_days(value)))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const LAST_DAY_OF_MONTH: Function = Function {
    name: "last_day_of_month",
    category: Category::DateTime,
    description: "The last day of the month a date lies in.",
    examples: &[Example { sql: "last_day_of_month(DATE '2020-02-10')", result: "2020-02-29" }],
    overloads: &[
        Overload {
            signature: "last_day_of_month(date) -> date",
            returns: None,
            kernel: |bound| Ok(map1::<Dates, DateBuilder>(bound, |days| to_date(last_day(i64::from(days))))),
        },
        Overload {
            signature: "last_day_of_month(timestamp(p)) -> date",
            returns: None,
            kernel: |bound| Ok(map1::<Stamps, DateBuilder>(bound, |picos| to_date(last_day(days(picos))))),
        },
        Overload {
            signature: "last_day_of_month(timestamp(p) with time zone) -> date",
            returns: None,
            kernel: |bound| Ok(map1::<Zoneds, DateBuilder>(bound, |value| to_date(last_day(local_days(value))))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn days(picos: i128) -> i64 {
    picos.div_euclid(i128::from(PICOS_PER_DAY)) as i64
}

fn local_days((instant, zone): (i128, ZoneKey)) -> i64 {
    days(local_of_instant(instant, Zone::of_key(zone)))
}

fn last_day(days: i64) -> i64 {
    let date = Civil::of_days(days);
    days + i64::from(days_in_month(date.year, date.month) - date.day)
}

/// The days of all timestamps fit; those of the last month of all dates may not.
fn to_date(days: i64) -> Result<i32> {
    i32::try_from(days).map_err(|_| TrinoError::invalid_argument("integer overflow"))
}
