//! Date and time syntax: EXTRACT, AT TIME ZONE, CURRENT_DATE and its kin.

use arrow::array::ArrayRef;
use boathouse_types::datetime::{
    PICOS_PER_DAY, PICOS_PER_MICRO, TimeBuilder, TimeTzBuilder, TimestampBuilder, ZonedBuilder, local_of_instant,
    round_picos, round_time,
};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::ScalarValue;

use super::super::error::{engine, semantic};
use super::super::{Analyzer, Scope, Typed};
use super::call::Given;
use super::literal::{self, constant};
use crate::Position;
use crate::ast::{self, CurrentFunction, Ident};

/// Which types a field can be taken from.
#[derive(Clone, Copy, PartialEq)]
enum From {
    YearMonth,
    Date,
    Day,
    Clock,
    Zone,
}

const FIELDS: &[(&str, &str, From)] = &[
    ("YEAR", "year", From::YearMonth),
    ("QUARTER", "quarter", From::Date),
    ("MONTH", "month", From::YearMonth),
    ("WEEK", "week", From::Date),
    ("DAY", "day", From::Day),
    ("DAY_OF_MONTH", "day", From::Date),
    ("DAY_OF_WEEK", "day_of_week", From::Date),
    ("DOW", "day_of_week", From::Date),
    ("DAY_OF_YEAR", "day_of_year", From::Date),
    ("DOY", "day_of_year", From::Date),
    ("YEAR_OF_WEEK", "year_of_week", From::Date),
    ("YOW", "year_of_week", From::Date),
    ("HOUR", "hour", From::Clock),
    ("MINUTE", "minute", From::Clock),
    ("SECOND", "second", From::Clock),
    ("TIMEZONE_MINUTE", "timezone_minute", From::Zone),
    ("TIMEZONE_HOUR", "timezone_hour", From::Zone),
];

impl Analyzer<'_> {
    pub(crate) fn extract(
        &mut self,
        at: Position,
        field: &Ident,
        value: &ast::Expr,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let upper = field.value.to_uppercase();
        let Some((_, function, from)) = FIELDS.iter().find(|(name, ..)| *name == upper) else {
            return Err(semantic(at, ErrorCode::SyntaxError, format!("Invalid EXTRACT field: {}", field.value)));
        };
        let typed = self.expression(value, scope)?;
        if !has(&typed.data_type, *from) {
            let text = format!("Cannot extract {upper} from {}", typed.data_type);
            return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
        }
        self.scalar_call(at, function, vec![Given::Value(typed)], scope)
    }

    pub(crate) fn at_time_zone(
        &mut self,
        at: Position,
        value: &ast::Expr,
        zone: Option<&ast::Expr>,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let typed = self.expression(value, scope)?;
        let zoned = match &typed.data_type {
            Type::Time(p) | Type::TimeTz(p) => Type::TimeTz(*p),
            Type::Timestamp(p) | Type::TimestampTz(p) => Type::TimestampTz(*p),
            other => {
                let text = "Type of value must be a time or timestamp with or without time zone";
                let text = format!("{text} (actual {other})");
                return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
            }
        };
        let zone = match zone {
            Some(zone) => self.expression(zone, scope)?,
            None => literal::text(&self.session.zone.to_string()),
        };
        let typed = self.coerce(typed, &zoned)?;
        self.scalar_call(at, "$at_timezone", vec![Given::Value(typed), Given::Value(zone)], scope)
    }

    pub(crate) fn current(&self, at: Position, what: CurrentFunction, precision: Option<&str>) -> Result<Typed> {
        let precision = match precision {
            None => 3,
            Some(digits) => match digits.parse::<u8>() {
                Ok(precision @ 0..=12) => precision,
                _ => {
                    let base = if matches!(what, CurrentFunction::Time | CurrentFunction::LocalTime) {
                        "TIME"
                    } else {
                        "TIMESTAMP"
                    };
                    let text = format!("{base} precision must be in range [0, 12]: {digits}");
                    return Err(semantic(at, ErrorCode::InvalidFunctionArgument, text));
                }
            },
        };
        let zone = self.session.zone;
        let instant = i128::from(self.session.start_micros) * i128::from(PICOS_PER_MICRO);
        let local = local_of_instant(instant, zone);
        let day = i128::from(PICOS_PER_DAY);
        let wide = |_| TrinoError::internal("the session's start is no time");
        let time = i64::try_from(local.rem_euclid(day)).map_err(wide)?;
        match what {
            CurrentFunction::Date => {
                let days = i32::try_from(local.div_euclid(day)).map_err(wide)?;
                Ok(constant(ScalarValue::Date32(Some(days)), Type::Date))
            }
            CurrentFunction::Time => {
                let seconds = i64::try_from(instant.div_euclid(1_000_000_000_000)).map_err(wide)?;
                let offset = i16::try_from(zone.offset_seconds_at(seconds) / 60).map_err(wide)?;
                let mut builder = TimeTzBuilder::new(1);
                builder.push(Some((round_time(time, precision), offset)));
                of_column(builder.finish()?, Type::TimeTz(precision))
            }
            CurrentFunction::LocalTime => {
                let mut builder = TimeBuilder::new(precision, 1);
                builder.push(Some(round_time(time, precision)));
                of_column(builder.finish(), Type::Time(precision))
            }
            CurrentFunction::Timestamp => {
                let mut builder = ZonedBuilder::new(precision, 1);
                builder.push(Some((round_picos(instant, precision), zone.key())))?;
                of_column(builder.finish()?, Type::TimestampTz(precision))
            }
            CurrentFunction::LocalTimestamp => {
                let mut builder = TimestampBuilder::new(precision, 1);
                builder.push(Some(round_picos(local, precision)))?;
                of_column(builder.finish(), Type::Timestamp(precision))
            }
            CurrentFunction::User => Ok(unbounded(Some(&self.session.user))),
            CurrentFunction::Catalog => Ok(unbounded(self.session.catalog.as_deref())),
            CurrentFunction::Schema => Ok(unbounded(self.session.schema.as_deref())),
            CurrentFunction::Path => Ok(unbounded(Some(""))),
        }
    }
}

fn unbounded(text: Option<&str>) -> Typed {
    constant(ScalarValue::Utf8View(text.map(str::to_owned)), Type::VARCHAR)
}

fn of_column(column: ArrayRef, data_type: Type) -> Result<Typed> {
    Ok(constant(ScalarValue::try_from_array(&column, 0).map_err(engine)?, data_type))
}

fn has(data_type: &Type, from: From) -> bool {
    let dated = matches!(data_type, Type::Date | Type::Timestamp(_) | Type::TimestampTz(_));
    let zoned = matches!(data_type, Type::TimestampTz(_) | Type::TimeTz(_));
    match from {
        From::YearMonth => dated || *data_type == Type::IntervalYearToMonth,
        From::Date => dated,
        From::Day => dated || *data_type == Type::IntervalDayToSecond,
        From::Clock => zoned || matches!(data_type, Type::Timestamp(_) | Type::Time(_) | Type::IntervalDayToSecond),
        From::Zone => zoned,
    }
}
