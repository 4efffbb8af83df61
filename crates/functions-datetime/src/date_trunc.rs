//! `date_trunc`: the start of the unit a date or time lies in.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::{Date32Type, TimestampMicrosecondType, TimestampMillisecondType};
use arrow_schema::{DataType, TimeUnit};
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, kernel};
use boathouse_types::datetime::{
    PICOS_PER_HOUR, PICOS_PER_MILLI, PICOS_PER_MINUTE, PICOS_PER_SECOND, TimeBuilder, TimeTzBuilder, TimestampBuilder,
    ZonedBuilder,
};
use boathouse_types::{Result, Zone};
use datafusion::logical_expr::ColumnarValue;

use crate::clock::{self, join_millis, split_millis};
use crate::column::{DateBuilder, Dates, Read, Stamps, TimeTzs, Times, Write, Zoneds};
use crate::kernels::{Input, Prepared, collect};
use crate::unit::{Unit, Whole};

pub(crate) const FUNCTION: Function = Function {
    name: "date_trunc",
    category: Category::DateTime,
    description: "The start of the unit a date or time lies in.",
    examples: &[
        Example { sql: "date_trunc('week', DATE '2020-05-10')", result: "2020-05-04" },
        Example { sql: "date_trunc('hour', TIMESTAMP '2020-05-10 12:34:56.1')", result: "2020-05-10 12:00:00.0" },
        Example { sql: "date_trunc('minute', TIME '12:34:56')", result: "12:34:00" },
    ],
    overloads: &[
        Overload {
            signature: "date_trunc(varchar(x), date) -> date",
            returns: None,
            kernel: |bound| {
                Ok(trunc::<Dates, DateBuilder>(bound, Whole::Date, |unit, days| {
                    unit.floor_days(i64::from(days)) as i32
                }))
            },
        },
        Overload {
            signature: "date_trunc(varchar(x), time(p)) -> time(p)",
            returns: None,
            kernel: |bound| Ok(trunc::<Times, TimeBuilder>(bound, Whole::Time, time)),
        },
        Overload {
            signature: "date_trunc(varchar(x), time(p) with time zone) -> time(p) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(trunc::<TimeTzs, TimeTzBuilder>(bound, Whole::Time, |unit, (picos, offset)| {
                    (time(unit, picos), offset)
                }))
            },
        },
        Overload {
            signature: "date_trunc(varchar(x), timestamp(p)) -> timestamp(p)",
            returns: None,
            kernel: |bound| {
                Ok(trunc::<Stamps, TimestampBuilder>(bound, Whole::Timestamp, |unit, picos| {
                    join_millis(unit.floor(split_millis(picos).0), 0)
                }))
            },
        },
        Overload {
            signature: "date_trunc(varchar(x), timestamp(p) with time zone) -> timestamp(p) with time zone",
            returns: None,
            kernel: |bound| {
                Ok(trunc::<Zoneds, ZonedBuilder>(bound, Whole::Timestamp, |unit, (picos, zone)| {
                    (join_millis(clock::floor(unit, split_millis(picos).0, Zone::of_key(zone)), 0), zone)
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

type Body<A, W> = for<'a> fn(Unit, <A as Read>::Value<'a>) -> <W as Write>::Value;

fn trunc<A: Read, W: Write>(bound: &Bound, whole: Whole, body: Body<A, W>) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| {
        let mut units = Prepared::of(call, 0, move |text| Unit::parse(text, whole))?;
        if let ColumnarValue::Array(column) = call.value(1)?
            && let Some(unit) = units.constant()?
            && let Some(found) = as_held(*unit, column)
        {
            return Ok(ColumnarValue::Array(found));
        }
        let values = Input::<A>::of(call, 1)?;
        collect::<W>(call, &returns, |row| -> Result<Option<W::Value>> {
            match values.get(row) {
                Some(value) => Ok(units.get(row)?.map(|unit| body(*unit, value))),
                None => Ok(None),
            }
        })
    })
}

/// Days, milliseconds and microseconds are cut as they are held. The first weeks and years Trino can hold are the
/// only ones whose start it cannot: they keep the lowest number.
fn as_held(unit: Unit, column: &ArrayRef) -> Option<ArrayRef> {
    Some(match column.data_type() {
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>();
            let found: PrimitiveArray<Date32Type> = days.unary(|days| unit.floor_days(i64::from(days)) as i32);
            Arc::new(found)
        }
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            let millis = column.as_primitive::<TimestampMillisecondType>();
            let found: PrimitiveArray<TimestampMillisecondType> = millis.unary(|millis| unit.floor(millis));
            Arc::new(found)
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>();
            let found: PrimitiveArray<TimestampMicrosecondType> =
                micros.unary(|micros| unit.floor(micros.div_euclid(1_000)).saturating_mul(1_000));
            Arc::new(found)
        }
        _ => return None,
    })
}

fn time(unit: Unit, picos: i64) -> i64 {
    let length = match unit {
        Unit::Millisecond => PICOS_PER_MILLI,
        Unit::Second => PICOS_PER_SECOND,
        Unit::Minute => PICOS_PER_MINUTE,
        _ => PICOS_PER_HOUR,
    };
    picos - picos % length
}
