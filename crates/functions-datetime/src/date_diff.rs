//! `date_diff`: whole units from one date or time to another.

use arrow::array::{ArrayRef, AsArray, Int64Array};
use arrow::compute::try_binary;
use arrow::datatypes::{ArrowPrimitiveType, Date32Type, TimestampMicrosecondType, TimestampMillisecondType};
use arrow_schema::{DataType, TimeUnit};
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::datetime::{PICOS_PER_HOUR, PICOS_PER_MILLI, PICOS_PER_MINUTE, PICOS_PER_SECOND, utc_time_of_day};
use boathouse_types::{Result, Type, Zone};
use datafusion::logical_expr::ColumnarValue;

use crate::clock::{self, split_millis};
use crate::column::{Dates, LongBuilder, Read, Stamps, TimeTzs, Times, Zoneds, precision_of};
use crate::kernels::{Input, Prepared, collect};
use crate::unit::{DAY, Unit, Whole};

pub(crate) const FUNCTION: Function = Function {
    name: "date_diff",
    category: Category::DateTime,
    description: "Whole units from the first date or time to the second.",
    examples: &[
        Example { sql: "date_diff('month', DATE '2020-01-31', DATE '2020-02-29')", result: "1" },
        Example {
            sql: "date_diff('hour', TIMESTAMP '2020-01-01 10:00:00', TIMESTAMP '2020-01-01 08:30:00')",
            result: "-1",
        },
    ],
    overloads: &[
        Overload {
            signature: "date_diff(varchar(x), date, date) -> bigint",
            returns: None,
            kernel: |_| {
                Ok(diff::<Dates>(Whole::Date, |unit, a, b| unit.difference(i64::from(a) * DAY, i64::from(b) * DAY)))
            },
        },
        Overload {
            signature: "date_diff(varchar(x), time(p), time(p)) -> bigint",
            returns: None,
            kernel: |_| Ok(diff::<Times>(Whole::Time, |unit, a, b| (b - a) / picos(unit))),
        },
        Overload {
            signature: "date_diff(varchar(x), time(p) with time zone, time(p) with time zone) -> bigint",
            returns: None,
            kernel: |_| {
                Ok(diff::<TimeTzs>(Whole::Time, |unit, a, b| {
                    (utc_time_of_day(b.0, b.1) - utc_time_of_day(a.0, a.1)) / picos(unit)
                }))
            },
        },
        Overload {
            signature: "date_diff(varchar(x), timestamp(p), timestamp(p)) -> bigint",
            returns: None,
            kernel: |_| {
                Ok(diff::<Stamps>(Whole::Timestamp, |unit, a, b| unit.difference(split_millis(a).0, split_millis(b).0)))
            },
        },
        Overload {
            signature: "date_diff(varchar(x), timestamp(p) with time zone, timestamp(p) with time zone) -> bigint",
            returns: None,
            kernel: zoned,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

type Body<A> = for<'a> fn(Unit, <A as Read>::Value<'a>, <A as Read>::Value<'a>) -> i64;

fn diff<A: Read>(whole: Whole, body: Body<A>) -> Kernel {
    kernel(move |call| {
        let mut units = Prepared::of(call, 0, move |text| Unit::parse(text, whole))?;
        if let (ColumnarValue::Array(a), ColumnarValue::Array(b)) = (call.value(1)?, call.value(2)?)
            && let Some(unit) = units.constant()?
            && let Some(found) = as_held(*unit, a, b)?
        {
            return Ok(ColumnarValue::Array(found));
        }
        let (a, b) = (Input::<A>::of(call, 1)?, Input::<A>::of(call, 2)?);
        collect::<LongBuilder>(call, &Type::BigInt, |row| match (a.get(row), b.get(row)) {
            (Some(a), Some(b)) => Ok(units.get(row)?.map(|unit| body(*unit, a, b))),
            _ => Ok(None),
        })
    })
}

/// Days, milliseconds and microseconds are compared as they are held.
fn as_held(unit: Unit, a: &ArrayRef, b: &ArrayRef) -> Result<Option<ArrayRef>> {
    if a.data_type() != b.data_type() {
        return Ok(None);
    }
    Ok(match a.data_type() {
        DataType::Date32 => {
            Some(pairs::<Date32Type>(a, b, |a, b| unit.difference(i64::from(a) * DAY, i64::from(b) * DAY))?)
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Some(pairs::<TimestampMillisecondType>(a, b, |a, b| unit.difference(a, b))?)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => Some(pairs::<TimestampMicrosecondType>(a, b, |a, b| {
            unit.difference(a.div_euclid(1_000), b.div_euclid(1_000))
        })?),
        _ => None,
    })
}

fn pairs<T: ArrowPrimitiveType>(
    a: &ArrayRef,
    b: &ArrayRef,
    body: impl Fn(T::Native, T::Native) -> i64,
) -> Result<ArrayRef> {
    let found: Int64Array = try_binary(a.as_primitive::<T>(), b.as_primitive::<T>(), |a, b| Ok(body(a, b)))?;
    Ok(std::sync::Arc::new(found))
}

fn picos(unit: Unit) -> i64 {
    match unit {
        Unit::Millisecond => PICOS_PER_MILLI,
        Unit::Second => PICOS_PER_SECOND,
        Unit::Minute => PICOS_PER_MINUTE,
        _ => PICOS_PER_HOUR,
    }
}

/// Counted in the first one's zone up to milliseconds; finer timestamps are, as in Trino, counted in UTC.
fn zoned(bound: &Bound) -> Result<Kernel> {
    let short = precision_of(bound.argument(1)?) <= 3;
    Ok(kernel(move |call: &Invocation<'_>| {
        let mut units = Prepared::of(call, 0, |text| Unit::parse(text, Whole::Timestamp))?;
        let (a, b) = (Input::<Zoneds>::of(call, 1)?, Input::<Zoneds>::of(call, 2)?);
        collect::<LongBuilder>(call, &Type::BigInt, |row| match (a.get(row), b.get(row)) {
            (Some((a, zone)), Some((b, _))) => {
                let zone = if short { Zone::of_key(zone) } else { Zone::UTC };
                let (from, to) = (split_millis(a).0, split_millis(b).0);
                Ok(units.get(row)?.map(|unit| clock::difference(*unit, from, to, zone)))
            }
            _ => Ok(None),
        })
    }))
}
