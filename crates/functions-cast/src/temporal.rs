//! Casts among dates, times and timestamps, and from text to them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Builder};
use boathouse_functions::{Date, Session, Text};
use boathouse_types::datetime::{
    PICOS_PER_DAY, PICOS_PER_MICRO, PICOS_PER_MINUTE, PICOS_PER_SECOND, TimeBuilder, TimeTzBuilder, TimestampBuilder,
    ZonedBuilder, check_instant, check_timestamp, date_days, instant_of_local, local_of_instant, parse_date,
    parse_time, parse_timestamp, round_picos, round_time, time_picos, timestamp_picos, timetz_picos, zoned_picos,
};
use boathouse_types::{Result, TrinoError, Type, Zone, ZoneKey};

use crate::body::{Body, Mode, each, held};
use crate::epoch;

/// The cast of two such types, or of text to one of them.
pub(crate) fn body(from: &Type, to: &Type, session: &Arc<Session>) -> Option<Body> {
    if let (Type::Varchar(_) | Type::Char(_), Type::Date) = (from, to) {
        return Some(each::<Text, Date>(to, |text| date_of_text(text).map(Some)));
    }
    if let Some(body) = epoch::body(from, to) {
        return Some(body);
    }
    let source = Source::of(from)?;
    let target = Target::of(to)?;
    let clock = Clock::of(session);
    source.becomes(&target).then_some(())?;
    Some(Arc::new(move |column, mode| run(source, target, clock, column, mode)))
}

/// What the session says of now and here.
#[derive(Clone, Copy)]
struct Clock {
    zone: Zone,
    /// Days from the epoch to today in the session's zone.
    today: i64,
    /// Minutes the session's zone is east of UTC now.
    offset: i16,
}

impl Clock {
    fn of(session: &Session) -> Self {
        let start = i128::from(session.start_micros) * i128::from(PICOS_PER_MICRO);
        let today = local_of_instant(start, session.zone).div_euclid(i128::from(PICOS_PER_DAY)) as i64;
        let seconds = session.zone.offset_seconds_at(session.start_micros.div_euclid(1_000_000));
        Self { zone: session.zone, today, offset: (seconds / 60) as i16 }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Varchar,
    Char,
    Date,
    Time,
    TimeTz,
    Timestamp,
    Zoned,
}

impl Source {
    fn of(data_type: &Type) -> Option<Self> {
        Some(match data_type {
            Type::Varchar(_) => Self::Varchar,
            Type::Char(_) => Self::Char,
            Type::Date => Self::Date,
            Type::Time(_) => Self::Time,
            Type::TimeTz(_) => Self::TimeTz,
            Type::Timestamp(_) => Self::Timestamp,
            Type::TimestampTz(_) => Self::Zoned,
            _ => return None,
        })
    }

    fn becomes(self, target: &Target) -> bool {
        match self {
            Self::Char => matches!(target, Target::Timestamp(_) | Target::Zoned(_)),
            Self::Date => !matches!(target, Target::Time(_) | Target::TimeTz(_)),
            Self::Time | Self::TimeTz => *target != Target::Date,
            _ => true,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Date,
    Time(u8),
    TimeTz(u8),
    Timestamp(u8),
    Zoned(u8),
}

impl Target {
    fn of(data_type: &Type) -> Option<Self> {
        Some(match data_type {
            Type::Date => Self::Date,
            Type::Time(p) => Self::Time(*p),
            Type::TimeTz(p) => Self::TimeTz(*p),
            Type::Timestamp(p) => Self::Timestamp(*p),
            Type::TimestampTz(p) => Self::Zoned(*p),
            _ => return None,
        })
    }
}

/// A value between the two types.
#[derive(Clone, Copy)]
enum Moment {
    /// Days since the epoch.
    Date(i64),
    /// Picoseconds of the day.
    Time(i64),
    /// Local picoseconds of the day and minutes east of UTC.
    TimeTz(i64, i16),
    /// The wall clock, in picoseconds as if it were UTC.
    Timestamp(i128),
    /// An instant in picoseconds, and the key of its zone.
    Zoned(i128, ZoneKey),
}

type Values<'a> = Box<dyn Fn(usize) -> Result<Option<Moment>> + 'a>;

fn values<'a>(source: Source, target: Target, clock: Clock, column: &'a ArrayRef) -> Result<Values<'a>> {
    Ok(match source {
        Source::Varchar | Source::Char => {
            let texts = column.as_string_view_opt().ok_or_else(|| held(column))?;
            Box::new(move |row| {
                texts.is_valid(row).then(|| moment_of_text(texts.value(row), target, clock)).transpose()
            })
        }
        Source::Date => {
            let days = date_days(column)?;
            Box::new(move |row| Ok(days.is_valid(row).then(|| Moment::Date(i64::from(days.value(row))))))
        }
        Source::Time => {
            let times = time_picos(column)?;
            Box::new(move |row| Ok(times.get(row).map(Moment::Time)))
        }
        Source::TimeTz => {
            let times = timetz_picos(column)?;
            Box::new(move |row| Ok(times.get(row).map(|(picos, offset)| Moment::TimeTz(picos, offset))))
        }
        Source::Timestamp => {
            let timestamps = timestamp_picos(column)?;
            Box::new(move |row| Ok(timestamps.get(row).map(Moment::Timestamp)))
        }
        Source::Zoned => {
            let instants = zoned_picos(column)?;
            Box::new(move |row| Ok(instants.get(row).map(|(instant, zone)| Moment::Zoned(instant, zone))))
        }
    })
}

fn run(source: Source, target: Target, clock: Clock, column: &ArrayRef, mode: Mode) -> Result<ArrayRef> {
    let values = values(source, target, clock, column)?;
    let rows = column.len();
    match target {
        Target::Date => {
            let mut builder = Date32Builder::with_capacity(rows);
            for row in 0..rows {
                builder.append_option(mode.settle(convert(values(row), date))?);
            }
            Ok(Arc::new(builder.finish()))
        }
        Target::Time(p) => {
            let mut builder = TimeBuilder::new(p, rows);
            for row in 0..rows {
                builder.push(mode.settle(convert(values(row), |moment| Ok(round_time(time(moment), p))))?);
            }
            Ok(builder.finish())
        }
        Target::TimeTz(p) => {
            let mut builder = TimeTzBuilder::new(rows);
            for row in 0..rows {
                builder.push(mode.settle(convert(values(row), |moment| Ok(time_tz(moment, p, clock))))?);
            }
            builder.finish()
        }
        Target::Timestamp(p) => {
            let mut builder = TimestampBuilder::new(p, rows);
            let rounded = |moment| check_timestamp(round_picos(timestamp(moment, clock), p));
            for row in 0..rows {
                builder.push(mode.settle(convert(values(row), rounded))?)?;
            }
            Ok(builder.finish())
        }
        Target::Zoned(p) => {
            let mut builder = ZonedBuilder::new(p, rows);
            for row in 0..rows {
                builder.push(mode.settle(convert(values(row), |moment| zoned(moment, p, clock)))?)?;
            }
            builder.finish()
        }
    }
}

fn convert<T>(value: Result<Option<Moment>>, to: impl Fn(Moment) -> Result<T>) -> Result<Option<T>> {
    value?.map(to).transpose()
}

fn date(moment: Moment) -> Result<i32> {
    let day = |picos: i128| picos.div_euclid(i128::from(PICOS_PER_DAY));
    let days = match moment {
        Moment::Date(days) => i128::from(days),
        Moment::Timestamp(picos) => day(picos),
        Moment::Zoned(instant, zone) => day(local_of_instant(instant, Zone::of_key(zone))),
        Moment::Time(_) | Moment::TimeTz(..) => 0,
    };
    i32::try_from(days).map_err(|_| TrinoError::out_of_range(format!("Date is out of range: {days} days")))
}

/// The local time of day.
fn time(moment: Moment) -> i64 {
    let time = |picos: i128| picos.rem_euclid(i128::from(PICOS_PER_DAY)) as i64;
    match moment {
        Moment::Date(_) => 0,
        Moment::Time(picos) | Moment::TimeTz(picos, _) => picos,
        Moment::Timestamp(picos) => time(picos),
        Moment::Zoned(instant, zone) => time(local_of_instant(instant, Zone::of_key(zone))),
    }
}

fn time_tz(moment: Moment, precision: u8, clock: Clock) -> (i64, i16) {
    let offset = match moment {
        Moment::TimeTz(_, offset) => offset,
        Moment::Zoned(instant, zone) => {
            // Not the offset at the instant: Trino takes that at the local time as if it were one.
            let local = local_of_instant(instant, Zone::of_key(zone));
            let seconds = local.div_euclid(i128::from(PICOS_PER_SECOND)) as i64;
            (Zone::of_key(zone).offset_seconds_at(seconds) / 60) as i16
        }
        // Not the offset at the timestamp: Trino takes that of now.
        Moment::Date(_) | Moment::Time(_) | Moment::Timestamp(_) => clock.offset,
    };
    (round_time(time(moment), precision), offset)
}

/// The wall clock.
fn timestamp(moment: Moment, clock: Clock) -> i128 {
    let midnight = |days: i64| i128::from(days) * i128::from(PICOS_PER_DAY);
    match moment {
        Moment::Date(days) => midnight(days),
        Moment::Time(picos) | Moment::TimeTz(picos, _) => midnight(clock.today) + i128::from(picos),
        Moment::Timestamp(picos) => picos,
        Moment::Zoned(instant, zone) => local_of_instant(instant, Zone::of_key(zone)),
    }
}

fn zoned(moment: Moment, precision: u8, clock: Clock) -> Result<(i128, ZoneKey)> {
    let (instant, zone) = match moment {
        Moment::Zoned(instant, zone) => (round_picos(instant, precision), zone),
        Moment::TimeTz(picos, offset) => {
            // The time in UTC is set on the date in the session's zone, whatever date it is in the time's own.
            let utc = (picos - i64::from(offset) * PICOS_PER_MINUTE).rem_euclid(PICOS_PER_DAY);
            let midnight = i128::from(clock.today) * i128::from(PICOS_PER_DAY);
            (midnight + i128::from(round_time(utc, precision)), offset)
        }
        local => {
            let local = round_picos(timestamp(local, clock), precision);
            (instant_of_local(local, clock.zone), clock.zone.key())
        }
    };
    Ok((check_instant(instant, precision)?, zone))
}

/// Dates may have blanks around them.
fn date_of_text(text: &str) -> Result<i32> {
    let wrong = || TrinoError::invalid_cast(format!("Value cannot be cast to date: {text}"));
    parse_date(trimmed(text)).ok_or_else(wrong)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}' || c == '\u{1680}' || c == '\u{3000}')
}

/// Fraction digits of the longest time that is read.
const TIME_DIGITS_MAX: u8 = 12;

fn moment_of_text(text: &str, target: Target, clock: Clock) -> Result<Moment> {
    let name = if matches!(target, Target::Time(_)) { "time" } else { "timestamp" };
    let wrong = || TrinoError::invalid_cast(format!("Value cannot be cast to {name}: {text}"));
    let found = match target {
        Target::Date => None,
        // Other than with the other types, no blanks may be around it.
        Target::Time(_) => {
            let time = parse_time(text).filter(|t| t.precision <= TIME_DIGITS_MAX && t.offset.is_none());
            time.map(|t| Moment::Time(t.picos))
        }
        Target::TimeTz(_) => parse_time(trimmed(text))
            .filter(|t| t.precision <= TIME_DIGITS_MAX)
            .map(|t| Moment::TimeTz(t.picos, t.offset.unwrap_or(clock.offset))),
        // A zone is read and means nothing.
        Target::Timestamp(_) => parse_timestamp(trimmed(text)).map(|t| Moment::Timestamp(t.local)),
        Target::Zoned(_) => parse_timestamp(trimmed(text)).map(|t| {
            let zone = t.zone.unwrap_or(clock.zone);
            Moment::Zoned(instant_of_local(t.local, zone), zone.key())
        }),
    };
    found.ok_or_else(wrong)
}
