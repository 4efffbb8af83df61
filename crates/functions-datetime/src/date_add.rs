//! `date_add`: a date or time so many units later.

use arrow::array::{AsArray, PrimitiveArray};
use arrow::datatypes::{ArrowPrimitiveType, Int64Type, TimestampMicrosecondType, TimestampMillisecondType};
use arrow_schema::{DataType, TimeUnit};
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::datetime::{
    PICOS_PER_DAY, PICOS_PER_HOUR, PICOS_PER_MILLI, PICOS_PER_MINUTE, PICOS_PER_SECOND, TimeBuilder, TimeTzBuilder,
    TimestampBuilder, ZonedBuilder, round_picos, round_time,
};
use boathouse_types::{Result, TrinoError, Type, Zone};
use datafusion::logical_expr::ColumnarValue;

use crate::clock::{self, join_millis, packed, split_millis};
use crate::column::{DateBuilder, Dates, Longs, Read, Stamps, TimeTzs, Times, Write, Zoneds, precision_of};
use crate::kernels::{Input, Prepared, collect};
use crate::unit::{Unit, Whole};

pub(crate) const FUNCTION: Function = Function {
    name: "date_add",
    category: Category::DateTime,
    description: "Adds so many units to a date or time; negative numbers subtract.",
    examples: &[
        Example { sql: "date_add('month', 1, DATE '2020-01-31')", result: "2020-02-29" },
        Example { sql: "date_add('hour', -1, TIME '00:30:00')", result: "23:30:00" },
        Example {
            sql: "date_add('day', 1, TIMESTAMP '2026-03-28 02:30 Europe/Berlin')",
            result: "2026-03-29 03:30:00 Europe/Berlin",
        },
    ],
    overloads: &[
        Overload {
            signature: "date_add(varchar(x), bigint, date) -> date",
            returns: None,
            kernel: |bound| {
                Ok(add::<Dates, DateBuilder>(bound, Whole::Date, |_, unit, count, days| date(unit, count, days)))
            },
        },
        Overload {
            signature: "date_add(varchar(x), bigint, time(p)) -> time(p)",
            returns: None,
            kernel: |bound| Ok(add::<Times, TimeBuilder>(bound, Whole::Time, time)),
        },
        Overload {
            signature: "date_add(varchar(x), bigint, time(p) with time zone) -> time(p) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(add::<TimeTzs, TimeTzBuilder>(bound, Whole::Time, |precision, unit, count, (picos, offset)| {
                    Ok((time(precision, unit, count, picos)?, offset))
                }))
            },
        },
        Overload {
            signature: "date_add(varchar(x), bigint, timestamp(p)) -> timestamp(p)",
            returns: None,
            kernel: timestamps,
        },
        Overload {
            signature: "date_add(varchar(x), bigint, timestamp(p) with time zone) -> timestamp(p) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(add::<Zoneds, ZonedBuilder>(bound, Whole::Timestamp, |precision, unit, count, (picos, zone)| {
                    let (millis, rest) = split_millis(picos);
                    let moved = clock::add(unit, millis, int(count)?, Zone::of_key(zone))?;
                    let moved = if precision <= 3 { packed(moved)? } else { moved };
                    Ok((round_picos(join_millis(moved, rest), precision), zone))
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

type Body<A, W> = for<'a> fn(u8, Unit, i64, <A as Read>::Value<'a>) -> Result<<W as Write>::Value>;

fn add<A: Read, W: Write>(bound: &Bound, whole: Whole, body: Body<A, W>) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| rows::<A, W>(call, &returns, whole, body))
}

fn rows<A: Read, W: Write>(
    call: &Invocation<'_>,
    returns: &Type,
    whole: Whole,
    body: Body<A, W>,
) -> Result<ColumnarValue> {
    let mut units = Prepared::of(call, 0, move |text| Unit::parse(text, whole))?;
    let (counts, values) = (Input::<Longs>::of(call, 1)?, Input::<A>::of(call, 2)?);
    collect::<W>(call, returns, |row| match (counts.get(row), values.get(row)) {
        (Some(count), Some(value)) => match units.get(row)? {
            Some(unit) => body(precision_of(returns), *unit, count, value).map(Some),
            None => Ok(None),
        },
        _ => Ok(None),
    })
}

/// Counts are integers, although the signature says bigint.
fn int(count: i64) -> Result<i32> {
    i32::try_from(count).map_err(|_| TrinoError::invalid_argument("integer overflow"))
}

fn date(unit: Unit, count: i64, days: i32) -> Result<i32> {
    let moved = unit.add_days(i64::from(days), int(count)?)?;
    i32::try_from(moved).map_err(|_| TrinoError::invalid_argument("integer overflow"))
}

fn time(precision: u8, unit: Unit, count: i64, picos: i64) -> Result<i64> {
    let length = match unit {
        Unit::Millisecond => PICOS_PER_MILLI,
        Unit::Second => PICOS_PER_SECOND,
        Unit::Minute => PICOS_PER_MINUTE,
        _ => PICOS_PER_HOUR,
    };
    let delta = count % (PICOS_PER_DAY / length) * length;
    Ok(round_time((picos + delta).rem_euclid(PICOS_PER_DAY), precision))
}

fn stamp(precision: u8, unit: Unit, count: i64, picos: i128) -> Result<i128> {
    let (millis, rest) = split_millis(picos);
    Ok(round_picos(join_millis(unit.add(millis, int(count)?)?, rest), precision))
}

/// With one unit and one count for all rows, milliseconds and microseconds are computed as they are held.
fn timestamps(bound: &Bound) -> Result<Kernel> {
    let returns = bound.returns.clone();
    let precision = precision_of(&returns);
    Ok(kernel(move |call| {
        let held = match call.value(2)? {
            ColumnarValue::Array(column) if matches!(precision, 3 | 6) => Some(column),
            _ => None,
        };
        let (Some(column), false) = (held, matches!(call.value(1)?, ColumnarValue::Array(_))) else {
            return rows::<Stamps, TimestampBuilder>(call, &returns, Whole::Timestamp, stamp);
        };
        let unit = Prepared::of(call, 0, |text| Unit::parse(text, Whole::Timestamp))?.constant()?;
        let (Some(unit), Some(count)) = (unit, Input::<Longs>::of(call, 1)?.get(0)) else {
            return rows::<Stamps, TimestampBuilder>(call, &returns, Whole::Timestamp, stamp);
        };
        let count = int(count)?;
        Ok(ColumnarValue::Array(match column.data_type() {
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                typed::<TimestampMillisecondType>(column.as_primitive(), |millis| unit.add(millis, count))?
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                typed::<TimestampMicrosecondType>(column.as_primitive(), |micros| {
                    let moved = unit.add(micros.div_euclid(1_000), count)?.checked_mul(1_000);
                    let moved = moved.and_then(|moved| moved.checked_add(micros.rem_euclid(1_000)));
                    moved.ok_or_else(|| TrinoError::invalid_argument("long overflow"))
                })?
            }
            _ => return rows::<Stamps, TimestampBuilder>(call, &returns, Whole::Timestamp, stamp),
        }))
    }))
}

fn typed<T: ArrowPrimitiveType<Native = i64>>(
    column: &PrimitiveArray<T>,
    body: impl Fn(i64) -> Result<i64>,
) -> Result<arrow::array::ArrayRef> {
    let moved: PrimitiveArray<Int64Type> = column.try_unary(body)?;
    Ok(std::sync::Arc::new(moved.reinterpret_cast::<T>()))
}
