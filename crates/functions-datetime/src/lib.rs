//! Date and time functions.

mod calendar;
mod clock;
mod column;
mod current;
mod date_add;
mod date_diff;
mod date_trunc;
mod duration;
mod format;
mod iso8601;
mod kernels;
mod parts;
mod unit;
mod unixtime;
mod zone_parts;
mod zones;

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &zones::AT_TIME_ZONE,
    &zones::AT_TIMEZONE,
    &zones::CURRENT_TIMEZONE,
    &calendar::DATE,
    &date_add::FUNCTION,
    &date_diff::FUNCTION,
    &format::DATE_FORMAT,
    &format::DATE_PARSE,
    &date_trunc::FUNCTION,
    &parts::DAY_OF_MONTH,
    &parts::DAY_OF_WEEK,
    &parts::DAY_OF_YEAR,
    &format::FORMAT_DATETIME,
    &iso8601::FROM_ISO8601_DATE,
    &iso8601::FROM_ISO8601_TIMESTAMP,
    &iso8601::FROM_ISO8601_TIMESTAMP_NANOS,
    &unixtime::FROM_UNIXTIME,
    &unixtime::FROM_UNIXTIME_NANOS,
    &parts::HOUR,
    &duration::HUMAN_READABLE_SECONDS,
    &calendar::LAST_DAY_OF_MONTH,
    &parts::MILLISECOND,
    &parts::MINUTE,
    &parts::MONTH,
    &current::NOW,
    &format::PARSE_DATETIME,
    &duration::PARSE_DURATION,
    &parts::QUARTER,
    &parts::SECOND,
    &zone_parts::TIMEZONE_HOUR,
    &zone_parts::TIMEZONE_MINUTE,
    &iso8601::TO_ISO8601,
    &duration::TO_MILLISECONDS,
    &unixtime::TO_UNIXTIME,
    &parts::WEEK,
    &zones::WITH_TIMEZONE,
    &parts::YEAR,
    &parts::YEAR_OF_WEEK,
];

#[cfg(test)]
mod tests;
