//! Casts among dates and timestamps that are held as 64-bit numbers, without picoseconds in between.

use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampSecondType,
};
use boathouse_types::datetime::{SECONDS_PER_DAY, check_timestamp, unit_of_precision};
use boathouse_types::{TrinoError, Type};

use crate::body::{Body, checked, identity};

/// The cast of two of them, if both are.
pub(crate) fn body(from: &Type, to: &Type) -> Option<Body> {
    match (from, to) {
        (Type::Date, Type::Timestamp(q)) => match held_digits(*q)? {
            0 => Some(of_date::<TimestampSecondType>(to)),
            3 => Some(of_date::<TimestampMillisecondType>(to)),
            _ => Some(of_date::<TimestampMicrosecondType>(to)),
        },
        (Type::Timestamp(p), _) => match held_digits(*p)? {
            0 => of_timestamp::<TimestampSecondType>(*p, to),
            3 => of_timestamp::<TimestampMillisecondType>(*p, to),
            _ => of_timestamp::<TimestampMicrosecondType>(*p, to),
        },
        _ => None,
    }
}

/// Fraction digits of the unit that timestamps are held in; none where the unit is finer than 64 bits allow.
fn held_digits(precision: u8) -> Option<u8> {
    match precision {
        0 => Some(0),
        1..=3 => Some(3),
        4..=6 => Some(6),
        _ => None,
    }
}

fn of_date<B>(to: &Type) -> Body
where
    B: ArrowPrimitiveType<Native = i64> + Unit,
{
    let day = SECONDS_PER_DAY * per_second(B::DIGITS);
    let fail = |days: i32| beyond(i128::from(days) * i128::from(SECONDS_PER_DAY), 0);
    // What Trino can hold is bounded by microseconds, also where the unit is coarser.
    let fits = move |days: &i64| days.checked_mul(SECONDS_PER_DAY * per_second(6)).is_some();
    checked::<Date32Type, B>(to, move |days| Some(i64::from(days)).filter(fits)?.checked_mul(day), fail)
}

fn of_timestamp<A>(precision: u8, to: &Type) -> Option<Body>
where
    A: ArrowPrimitiveType<Native = i64> + Unit,
{
    match to {
        Type::Date => {
            let day = SECONDS_PER_DAY * per_second(A::DIGITS);
            let days = move |v: i64| i32::try_from(v.div_euclid(day)).ok();
            Some(checked::<A, Date32Type>(to, days, move |v| {
                TrinoError::out_of_range(format!("Date is out of range: {} days", v.div_euclid(day)))
            }))
        }
        Type::Timestamp(q) if *q >= precision && held_digits(*q) == Some(A::DIGITS) => Some(identity()),
        Type::Timestamp(q) => Some(match held_digits(*q)? {
            0 => rescaled::<A, TimestampSecondType>(*q, to),
            3 => rescaled::<A, TimestampMillisecondType>(*q, to),
            _ => rescaled::<A, TimestampMicrosecondType>(*q, to),
        }),
        _ => None,
    }
}

fn rescaled<A, B>(precision: u8, to: &Type) -> Body
where
    A: ArrowPrimitiveType<Native = i64> + Unit,
    B: ArrowPrimitiveType<Native = i64> + Unit,
{
    let fail = move |v: i64| beyond(i128::from(v), A::DIGITS);
    if precision >= A::DIGITS {
        let factor = per_second(B::DIGITS - A::DIGITS);
        return checked::<A, B>(to, move |v| v.checked_mul(factor), fail);
    }
    let unit = per_second(A::DIGITS - precision);
    let factor = per_second(B::DIGITS - precision);
    // Halves go towards the future.
    checked::<A, B>(to, move |v| v.checked_add(unit / 2)?.div_euclid(unit).checked_mul(factor), fail)
}

/// A power of ten: units of so many fraction digits in a second.
fn per_second(digits: u8) -> i64 {
    10_i64.pow(u32::from(digits))
}

fn beyond(value: i128, digits: u8) -> TrinoError {
    match check_timestamp(value * i128::from(unit_of_precision(digits))) {
        Err(error) => error,
        Ok(picos) => TrinoError::out_of_range(format!("Timestamp is out of range: {picos} picoseconds")),
    }
}

/// The unit of a timestamp's Arrow type.
trait Unit {
    /// Its fraction digits.
    const DIGITS: u8;
}

impl Unit for TimestampSecondType {
    const DIGITS: u8 = 0;
}

impl Unit for TimestampMillisecondType {
    const DIGITS: u8 = 3;
}

impl Unit for TimestampMicrosecondType {
    const DIGITS: u8 = 6;
}
