//! Interval literals.

use boathouse_types::interval::{self, parse_day_time, parse_year_month};
use boathouse_types::{Result, Type};
use datafusion::common::ScalarValue;

use super::super::Typed;
use super::super::error::placed;
use super::literal::constant;
use crate::Position;
use crate::ast::IntervalField;

pub(super) fn literal(
    at: Position,
    negative: bool,
    text: &str,
    from: IntervalField,
    to: Option<IntervalField>,
) -> Result<Typed> {
    let sign = if negative { -1 } else { 1 };
    let to = to.map(field);
    let from = field(from);
    if from.is_year_month() {
        let months = parse_year_month(text, from, to).map_err(|error| placed(error, at))?;
        let value = ScalarValue::IntervalYearMonth(Some(months * sign));
        return Ok(constant(value, Type::IntervalYearToMonth));
    }
    let millis = parse_day_time(text, from, to).map_err(|error| placed(error, at))?;
    let value = ScalarValue::DurationMillisecond(Some(millis * i64::from(sign)));
    Ok(constant(value, Type::IntervalDayToSecond))
}

fn field(written: IntervalField) -> interval::IntervalField {
    match written {
        IntervalField::Year => interval::IntervalField::Year,
        IntervalField::Month => interval::IntervalField::Month,
        IntervalField::Day => interval::IntervalField::Day,
        IntervalField::Hour => interval::IntervalField::Hour,
        IntervalField::Minute => interval::IntervalField::Minute,
        IntervalField::Second => interval::IntervalField::Second,
    }
}
