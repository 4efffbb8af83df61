//! Dates, times and timestamps as numbers: read from columns, written to columns, rounded, parsed and printed.
//!
//! Whatever Arrow type holds them, timestamps are picoseconds since the epoch (`i128`), times picoseconds of
//! the day (`i64`), dates days since the epoch (`i32`). A `time with time zone` keeps the local time and its
//! offset in minutes; a `timestamp with time zone` the instant and the key of its zone.

mod build;
mod civil;
mod convert;
mod literal;
mod names;
mod parse;
mod pattern;
mod print;
mod read;
mod round;

pub use build::{TimeBuilder, TimeTzBuilder, TimestampBuilder, ZonedBuilder, check_instant, check_timestamp};
pub use civil::{Civil, days_from_civil, days_in_month, is_leap_year};
pub use convert::timestamp_column;
pub use literal::{date_literal, time_literal, timestamp_literal};
pub use names::{MONTHS, WEEKDAYS};
pub use parse::{TimeText, TimestampText, parse_date, parse_time, parse_timestamp};
pub use pattern::{PatternPiece, pattern_pieces};
pub use print::{
    print_date, print_time, print_timestamp, print_timetz, print_zoned, write_date, write_fraction, write_offset,
    write_time, write_timestamp,
};
pub use read::{
    TimeReader, TimeTzReader, TimestampReader, ZonedReader, date_days, time_picos, timestamp_picos, timetz_picos,
    zoned_picos,
};
pub use round::{instant_of_local, local_of_instant, round_picos, round_time, unit_of_precision, utc_time_of_day};

/// Picoseconds of a second.
pub const PICOS_PER_SECOND: i64 = 1_000_000_000_000;
/// Picoseconds of a millisecond.
pub const PICOS_PER_MILLI: i64 = 1_000_000_000;
/// Picoseconds of a microsecond.
pub const PICOS_PER_MICRO: i64 = 1_000_000;
/// Picoseconds of a minute.
pub const PICOS_PER_MINUTE: i64 = 60 * PICOS_PER_SECOND;
/// Picoseconds of an hour.
pub const PICOS_PER_HOUR: i64 = 60 * PICOS_PER_MINUTE;
/// Picoseconds of a day.
pub const PICOS_PER_DAY: i64 = 24 * PICOS_PER_HOUR;
/// Seconds of a day.
pub const SECONDS_PER_DAY: i64 = 86_400;

#[cfg(test)]
mod tests;
