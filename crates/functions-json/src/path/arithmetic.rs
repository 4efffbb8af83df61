//! `+ - * / %` on numbers.

use boathouse_types::Result;

use super::evaluate::Sequence;
use super::item::{Item, Kind};
use super::number::{Number, power};
use super::{Operator, failed, wrong_type};

/// The number of an item.
pub(super) fn number(item: &Item<'_>) -> Result<Number> {
    match item.kind() {
        Kind::Number(number) => Ok(number),
        Kind::Huge => Err(failed("a number is out of the range of SQL's types")),
        _ => Err(wrong_type("NUMBER", item.type_name())),
    }
}

pub(super) fn signed<'d>(items: Sequence<'d>, negate: bool) -> Result<Sequence<'d>> {
    items
        .into_iter()
        .map(|item| {
            let number = number(&item)?;
            let signed = if negate { negated(number).ok_or_else(overflow)? } else { number };
            Ok(Item::Number(signed))
        })
        .collect()
}

fn overflow() -> boathouse_types::TrinoError {
    failed("numeric overflow")
}

fn negated(number: Number) -> Option<Number> {
    Some(match number {
        Number::Integer(value) => Number::Integer(value.checked_neg()?),
        Number::BigInt(value) => Number::BigInt(value.checked_neg()?),
        Number::Decimal(value, scale) => Number::Decimal(value.checked_neg()?, scale),
        Number::Double(value) => Number::Double(-value),
    })
}

pub(super) fn binary<'d>(operator: Operator, left: &[Item<'d>], right: &[Item<'d>]) -> Result<Item<'d>> {
    let ([left], [right]) = (left, right) else {
        return Err(failed("arithmetic binary expression requires singleton operands"));
    };
    let (left, right) = (number(left)?, number(right)?);
    let zero = match right {
        Number::Integer(value) => value == 0,
        Number::BigInt(value) => value == 0,
        Number::Decimal(value, _) => value == 0,
        Number::Double(_) => false,
    };
    let both_exact = !matches!(left, Number::Double(_));
    if zero && both_exact && matches!(operator, Operator::Divide | Operator::Modulus) {
        return Err(failed("division by zero"));
    }
    let result = match (left, right) {
        (Number::Double(_), _) | (_, Number::Double(_)) => {
            Some(Number::Double(doubles(operator, left.to_double(), right.to_double())))
        }
        (Number::Integer(a), Number::Integer(b)) => {
            let result = integers(operator, i64::from(a), i64::from(b));
            result.and_then(|result| i32::try_from(result).ok()).map(Number::Integer)
        }
        (Number::Decimal(..), _) | (_, Number::Decimal(..)) => {
            left.to_decimal().zip(right.to_decimal()).and_then(|(a, b)| decimals(operator, a, b))
        }
        _ => {
            let whole = |number: Number| number.to_decimal().and_then(|(value, _)| i64::try_from(value).ok());
            whole(left).zip(whole(right)).and_then(|(a, b)| integers(operator, a, b)).map(Number::BigInt)
        }
    };
    result.map(Item::Number).ok_or_else(overflow)
}

fn integers(operator: Operator, a: i64, b: i64) -> Option<i64> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide => a.checked_div(b),
        Operator::Modulus => a.checked_rem(b),
    }
}

fn doubles(operator: Operator, a: f64, b: f64) -> f64 {
    match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Modulus => a % b,
    }
}

/// By the rules of SQL's decimals: a quotient has the larger scale of the two, rounded half up.
fn decimals(operator: Operator, (a, s): (i128, u8), (b, t): (i128, u8)) -> Option<Number> {
    let scale = s.max(t);
    let (x, y) = (a.checked_mul(power(scale - s)), b.checked_mul(power(scale - t)));
    let (value, scale) = match operator {
        Operator::Add => (x?.checked_add(y?)?, scale),
        Operator::Subtract => (x?.checked_sub(y?)?, scale),
        Operator::Multiply => (a.checked_mul(b)?, s.checked_add(t).filter(|scale| *scale <= 38)?),
        Operator::Modulus => (x?.checked_rem(y?)?, scale),
        Operator::Divide => {
            let (x, y) = (x?.checked_mul(power(scale))?, y?);
            let (quotient, rest) = (x.checked_div(y)?, x.checked_rem(y)?);
            let up = rest.unsigned_abs().checked_mul(2)? >= y.unsigned_abs();
            let away = if (x < 0) == (y < 0) { 1 } else { -1 };
            (if up { quotient + away } else { quotient }, scale)
        }
    };
    (value.unsigned_abs() < 10_u128.pow(38)).then_some(Number::Decimal(value, scale))
}
