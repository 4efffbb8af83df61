//! `DATE '…'`, `TIME '…'` and `TIMESTAMP '…'`: their types and values.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use crate::data_type::DATETIME_PRECISION_MAX;
use crate::datetime::{
    TimeBuilder, TimeTzBuilder, TimestampBuilder, ZonedBuilder, parse_date, parse_time, parse_timestamp,
};
use crate::{ErrorCode, Result, TrinoError, Type, Zone};

/// The type of a `DATE` literal and its value as a column of one row.
///
/// # Errors
/// `INVALID_LITERAL` when the text is no date.
pub fn date_literal(text: &str) -> Result<(Type, ArrayRef)> {
    let days = parse_date(text.trim()).ok_or_else(|| invalid("DATE", text))?;
    Ok((Type::Date, Arc::new(Date32Array::from(vec![days]))))
}

/// The type of a `TIME` literal, with a zone if the text gives one, and its value as a column of one row.
///
/// # Errors
/// `INVALID_LITERAL` when the text is no time, `NUMERIC_VALUE_OUT_OF_RANGE` when it has too many digits.
pub fn time_literal(text: &str) -> Result<(Type, ArrayRef)> {
    let found = parse_time(text).ok_or_else(|| invalid("TIME", text))?;
    Ok(match found.offset {
        None => {
            let precision = precision_of("TIME", found.precision)?;
            let mut builder = TimeBuilder::new(precision, 1);
            builder.push(Some(found.picos));
            (Type::Time(precision), builder.finish())
        }
        Some(offset) => {
            let precision = precision_of("TIME WITH TIME ZONE", found.precision)?;
            let mut builder = TimeTzBuilder::new(1);
            builder.push(Some((found.picos, offset)));
            (Type::TimeTz(precision), builder.finish()?)
        }
    })
}

/// The type of a `TIMESTAMP` literal, with a zone if the text gives one, and its value as a column of one row.
///
/// # Errors
/// `INVALID_LITERAL` when the text is no timestamp, or one outside Trino's range;
/// `NUMERIC_VALUE_OUT_OF_RANGE` when it has too many digits.
pub fn timestamp_literal(text: &str) -> Result<(Type, ArrayRef)> {
    let wrong = || invalid("TIMESTAMP", text);
    let found = parse_timestamp(text).ok_or_else(wrong)?;
    if found.zone.is_none() {
        let precision = precision_of("TIMESTAMP", found.precision)?;
        let mut builder = TimestampBuilder::new(precision, 1);
        builder.push(Some(found.local)).map_err(|_| wrong())?;
        return Ok((Type::Timestamp(precision), builder.finish()));
    }
    let precision = precision_of("TIMESTAMP WITH TIME ZONE", found.precision)?;
    let (instant, zone) = found.instant(Zone::UTC).ok_or_else(wrong)?;
    let mut builder = ZonedBuilder::new(precision, 1);
    builder.push(Some((instant, zone.key()))).map_err(|_| wrong())?;
    Ok((Type::TimestampTz(precision), builder.finish()?))
}

fn invalid(kind: &str, text: &str) -> TrinoError {
    TrinoError::new(ErrorCode::InvalidLiteral, format!("'{text}' is not a valid {kind} literal"))
}

fn precision_of(kind: &str, digits: u8) -> Result<u8> {
    if digits <= DATETIME_PRECISION_MAX {
        return Ok(digits);
    }
    let text = format!("{kind} precision must be in range [0, {DATETIME_PRECISION_MAX}]: {digits}");
    Err(TrinoError::out_of_range(text))
}
