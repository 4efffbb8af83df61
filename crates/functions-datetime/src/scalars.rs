//! The functions by name.

use boathouse_functions::Function;

use crate::{
    calendar, current, date_add, date_diff, date_trunc, duration, format, iso8601, parts, unixtime, zone_parts, zones,
};

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
