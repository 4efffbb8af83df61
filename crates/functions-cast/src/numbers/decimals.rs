//! From decimals.

use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type,
};
use boathouse_types::{TrinoError, Type};

use super::{fits, ten_to};
use crate::body::{Body, checked, every, truth};
use crate::value_text::write_decimal;

/// The cast of `decimal(precision, scale)`.
pub(super) fn body<A>(precision: u8, scale: u8, to: &Type) -> Option<Body>
where
    A: ArrowPrimitiveType<Native: Into<i128>>,
{
    let ten = ten_to(scale);
    Some(match to {
        Type::Boolean => truth::<A>(|v| v.into() != 0),
        Type::TinyInt => integer::<A, Int8Type>(precision, scale, "TINYINT", to),
        Type::SmallInt => integer::<A, Int16Type>(precision, scale, "SMALLINT", to),
        Type::Integer => integer::<A, Int32Type>(precision, scale, "INTEGER", to),
        Type::BigInt => integer::<A, Int64Type>(precision, scale, "BIGINT", to),
        Type::Real if precision <= 18 => every::<A, Float32Type>(to, move |v| v.into() as f32 / ten as f32),
        Type::Real => every::<A, Float32Type>(to, move |v| nearest(v.into(), scale)),
        Type::Double if precision <= 18 => every::<A, Float64Type>(to, move |v| v.into() as f64 / ten as f64),
        Type::Double => every::<A, Float64Type>(to, move |v| nearest(v.into(), scale)),
        Type::Decimal { precision: wanted, scale: digits } => decimal::<A>((precision, scale), (*wanted, *digits), to),
        _ => return None,
    })
}

/// The floating point number nearest to a decimal, which its text tells.
fn nearest<F: std::str::FromStr + Default>(unscaled: i128, scale: u8) -> F {
    format!("{unscaled}e-{scale}").parse().unwrap_or_default()
}

/// A quotient rounded to the nearest, halves away from zero.
pub(crate) fn divide_half_up(value: i128, divisor: i128) -> i128 {
    if let (Ok(value), Ok(divisor)) = (i64::try_from(value), i64::try_from(divisor)) {
        // Most decimals are short, and division by 64 bits is many times faster.
        return i128::from(divide_short(value, divisor));
    }
    let (quotient, rest) = (value / divisor, value % divisor);
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    quotient + if up { value.signum() } else { 0 }
}

fn divide_short(value: i64, divisor: i64) -> i64 {
    let (quotient, rest) = (value / divisor, value % divisor);
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    quotient + if up { value.signum() } else { 0 }
}

fn integer<A, B>(precision: u8, scale: u8, name: &'static str, to: &Type) -> Body
where
    A: ArrowPrimitiveType<Native: Into<i128>>,
    B: ArrowPrimitiveType<Native: TryFrom<i128>>,
{
    let ten = ten_to(scale);
    let fail = move |value: A::Native| {
        let value = value.into();
        let mut text = String::new();
        // Of short decimals Trino names the rounded number, of long ones the number given.
        if precision <= 18 {
            text = divide_half_up(value, ten).to_string();
        } else {
            write_decimal(&mut text, value, scale);
        }
        TrinoError::invalid_cast(format!("Cannot cast '{text}' to {name}"))
    };
    checked::<A, B>(to, move |v| B::Native::try_from(divide_half_up(v.into(), ten)).ok(), fail)
}

fn decimal<A>((precision, scale): (u8, u8), (wanted, digits): (u8, u8), to: &Type) -> Body
where
    A: ArrowPrimitiveType<Native: Into<i128>>,
{
    let ten = ten_to(scale.abs_diff(digits));
    let rescaled = move |value: i128| {
        let value = if digits >= scale { value.checked_mul(ten)? } else { divide_half_up(value, ten) };
        fits(value, wanted).then_some(value)
    };
    let fail = move |value: A::Native| {
        let mut text = String::new();
        write_decimal(&mut text, value.into(), scale);
        TrinoError::invalid_cast(format!(
            "Cannot cast DECIMAL({precision}, {scale}) '{text}' to DECIMAL({wanted}, {digits})"
        ))
    };
    if precision <= 18 && wanted <= 18 {
        // Nothing on the way needs more than 64 bits, which are many times faster.
        let (ten, limit) = (10_i64.pow(u32::from(scale.abs_diff(digits))), 10_i64.pow(u32::from(wanted)));
        let up = digits >= scale;
        let short = move |v: A::Native| {
            let v = i64::try_from(v.into()).ok()?;
            let v = if up { v.checked_mul(ten)? } else { divide_short(v, ten) };
            (-limit < v && v < limit).then_some(v)
        };
        return checked::<A, Decimal64Type>(to, short, fail);
    }
    if wanted <= 18 {
        return checked::<A, Decimal64Type>(to, move |v| rescaled(v.into()).and_then(|v| i64::try_from(v).ok()), fail);
    }
    checked::<A, Decimal128Type>(to, move |v| rescaled(v.into()), fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (value, divisor, expected) in [
            (25, 10, 3),
            (-25, 10, -3),
            (24, 10, 2),
            (-24, 10, -2),
            (5, 1, 5),
            (ten_to(38) - 1, 10, ten_to(37)),
            (-(ten_to(38) - 1), ten_to(38), -1),
            (i128::from(i64::MAX), i128::from(i64::MAX), 1),
            (i128::from(i64::MIN), 1, i128::from(i64::MIN)),
        ] {
            assert_eq!(divide_half_up(value, divisor), expected, "{value} / {divisor}");
        }
    }
}
