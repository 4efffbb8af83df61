//! `year`, `month`, … `millisecond`: the fields of dates, times and intervals, also for EXTRACT.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{
    Date32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampSecondType,
};
use arrow_schema::{DataType, TimeUnit};
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, kernel};
use boathouse_types::datetime::{Civil, PICOS_PER_MILLI};
use boathouse_types::{Result, TrinoError, Type, Zone};

use crate::clock::{offset_at, split_millis};
use crate::column::{DayTimes, LongBuilder, Read, Stamps, TimeTzs, Times, YearMonths, Zoneds};
use crate::kernels::{Input, collect, column_of, map1};
use crate::unit::DAY;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfWeek,
    DayOfYear,
    YearOfWeek,
    Hour,
    Minute,
    Second,
    Millisecond,
}

impl Part {
    /// The field of a day so many days after the epoch.
    fn of_days(self, days: i64) -> i64 {
        match self {
            Self::Year => Civil::of_days(days).year,
            Self::Quarter => i64::from((Civil::of_days(days).month - 1) / 3 + 1),
            Self::Month => i64::from(Civil::of_days(days).month),
            Self::Week => Civil::week_of_days(days).1,
            Self::Day => i64::from(Civil::of_days(days).day),
            Self::DayOfWeek => Civil::weekday_of_days(days),
            Self::DayOfYear => Civil::of_days(days).day_of_year(),
            Self::YearOfWeek => Civil::week_of_days(days).0,
            Self::Hour | Self::Minute | Self::Second | Self::Millisecond => 0,
        }
    }

    /// The field of a wall clock in milliseconds since the epoch.
    fn of_millis(self, millis: i64) -> i64 {
        match self {
            Self::Hour => millis.rem_euclid(DAY) / 3_600_000,
            Self::Minute => millis.rem_euclid(3_600_000) / 60_000,
            Self::Second => millis.rem_euclid(60_000) / 1_000,
            Self::Millisecond => millis.rem_euclid(1_000),
            _ => self.of_days(millis.div_euclid(DAY)),
        }
    }

    /// The field of an interval in milliseconds; all fields of a negative one are negative.
    fn of_interval(self, millis: i64) -> i64 {
        match self {
            Self::Day => millis / DAY,
            Self::Hour => millis % DAY / 3_600_000,
            Self::Minute => millis % 3_600_000 / 60_000,
            Self::Second => millis % 60_000 / 1_000,
            _ => millis % 1_000,
        }
    }
}

fn part(bound: &Bound, part: Part) -> Result<Kernel> {
    Ok(match bound.argument(0)? {
        Type::Date | Type::Timestamp(0..=6) => kernel(move |call| {
            let (column, _) = column_of(call, 0)?;
            call.finish(as_held(part, &column)?)
        }),
        Type::Timestamp(_) => {
            map1::<Stamps, LongBuilder>(bound, move |picos| Ok(part.of_millis(split_millis(picos).0)))
        }
        Type::TimestampTz(_) => map1::<Zoneds, LongBuilder>(bound, move |(picos, zone)| {
            let (millis, _) = split_millis(picos);
            Ok(part.of_millis(millis + offset_at(Zone::of_key(zone), millis)))
        }),
        Type::Time(_) => map1::<Times, LongBuilder>(bound, move |picos| Ok(part.of_millis(picos / PICOS_PER_MILLI))),
        Type::TimeTz(_) => {
            map1::<TimeTzs, LongBuilder>(bound, move |(picos, _)| Ok(part.of_millis(picos / PICOS_PER_MILLI)))
        }
        Type::IntervalDayToSecond => map1::<DayTimes, LongBuilder>(bound, move |millis| Ok(part.of_interval(millis))),
        Type::IntervalYearToMonth => kernel(move |call| {
            let months = Input::<YearMonths>::of(call, 0)?;
            let of = |months: i32| i64::from(if part == Part::Year { months / 12 } else { months % 12 });
            collect::<LongBuilder>(call, &Type::BigInt, |row| Ok(months.get(row).map(of)))
        }),
        other => return Err(TrinoError::internal(format!("{other} has no field {part:?}"))),
    })
}

/// Days and numbers of seconds are taken apart as they are held, in one loop.
fn as_held(part: Part, column: &ArrayRef) -> Result<ArrayRef> {
    let found: Int64Array = match column.data_type() {
        DataType::Date32 => column.as_primitive::<Date32Type>().unary::<_, Int64Type>(|days| part.of_days(days.into())),
        DataType::Timestamp(TimeUnit::Second, _) => {
            column.as_primitive::<TimestampSecondType>().unary(|seconds| part.of_millis(seconds.saturating_mul(1_000)))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            column.as_primitive::<TimestampMillisecondType>().unary(|millis| part.of_millis(millis))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            column.as_primitive::<TimestampMicrosecondType>().unary(|micros| part.of_millis(micros.div_euclid(1_000)))
        }
        _ => {
            let stamps = Stamps::open(column)?;
            (0..column.len()).map(|row| stamps.get(row).map(|picos| part.of_millis(split_millis(picos).0))).collect()
        }
    };
    Ok(Arc::new(found))
}

macro_rules! parts {
    ($($constant:ident $name:literal [$($alias:literal),*] $part:ident $description:literal
        [$($argument:literal),*] $($example:literal = $result:literal),*;)*) => {$(
        pub(crate) const $constant: Function = Function {
            name: $name,
            aliases: &[$($alias),*],
            category: Category::DateTime,
            description: $description,
            examples: &[$(Example { sql: $example, result: $result }),*],
            overloads: &[$(Overload {
                signature: concat!($name, "(", $argument, ") -> bigint"),
                returns: None,
                kernel: |bound| part(bound, Part::$part),
            }),*],
            ..Function::DEFAULT
        };
    )*};
}

parts! {
    YEAR "year" [] Year "The year."
        ["date", "timestamp(p)", "timestamp(p) with time zone", "interval year to month"]
        "year(DATE '2020-05-10')" = "2020", "year(INTERVAL '42-20' YEAR TO MONTH)" = "43";
    QUARTER "quarter" [] Quarter "The quarter of the year, from 1."
        ["date", "timestamp(p)", "timestamp(p) with time zone"]
        "quarter(DATE '2020-05-10')" = "2";
    MONTH "month" [] Month "The month of the year, from 1."
        ["date", "timestamp(p)", "timestamp(p) with time zone", "interval year to month"]
        "month(TIMESTAMP '2020-05-10 12:34:56')" = "5";
    WEEK "week" ["week_of_year"] Week "The ISO week of the year."
        ["date", "timestamp(p)", "timestamp(p) with time zone"]
        "week(DATE '2020-05-10')" = "19";
    DAY_OF_MONTH "day" ["day_of_month"] Day "The day of the month, or of an interval."
        ["date", "timestamp(p)", "timestamp(p) with time zone", "interval day to second"]
        "day(DATE '2020-05-10')" = "10", "day(INTERVAL '30' HOUR)" = "1";
    DAY_OF_WEEK "day_of_week" ["dow"] DayOfWeek "The day of the week, from 1, Monday, to 7, Sunday."
        ["date", "timestamp(p)", "timestamp(p) with time zone"]
        "day_of_week(DATE '2020-05-10')" = "7";
    DAY_OF_YEAR "day_of_year" ["doy"] DayOfYear "The day of the year, from 1."
        ["date", "timestamp(p)", "timestamp(p) with time zone"]
        "day_of_year(DATE '2020-05-10')" = "131";
    YEAR_OF_WEEK "year_of_week" ["yow"] YearOfWeek "The year the ISO week belongs to."
        ["date", "timestamp(p)", "timestamp(p) with time zone"]
        "year_of_week(DATE '2021-01-01')" = "2020";
    HOUR "hour" [] Hour "The hour of the day, from 0."
        ["time(p)", "time(p) with time zone", "timestamp(p)", "timestamp(p) with time zone", "interval day to second"]
        "hour(TIME '12:34:56')" = "12";
    MINUTE "minute" [] Minute "The minute of the hour."
        ["time(p)", "time(p) with time zone", "timestamp(p)", "timestamp(p) with time zone", "interval day to second"]
        "minute(TIME '12:34:56')" = "34";
    SECOND "second" [] Second "The second of the minute."
        ["time(p)", "time(p) with time zone", "timestamp(p)", "timestamp(p) with time zone", "interval day to second"]
        "second(TIMESTAMP '2020-05-10 12:34:56.789')" = "56";
    MILLISECOND "millisecond" [] Millisecond "The millisecond of the second."
        ["time(p)", "time(p) with time zone", "timestamp(p)", "timestamp(p) with time zone", "interval day to second"]
        "millisecond(TIME '12:34:56.789')" = "789";
}
