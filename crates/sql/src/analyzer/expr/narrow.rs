//! Comparisons of whole numbers and decimals with double constants, as comparisons of the exact type.
//!
//! `quantity < 24e0` makes the column a double, past which no scan can prune. Where the conversion keeps all
//! values apart and the constant is one of the exact type's values, comparing there gives the same.

use boathouse_types::Type;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;

use super::super::Typed;

/// Decimals of so many digits are doubles that differ from each other.
const EXACT_DIGITS: u8 = 15;
/// Whole numbers up to here are doubles that differ from each other.
const EXACT_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The constants in the type of `value`, when all of them are and comparing there gives the same.
pub(super) fn narrowed(value: &Typed, constants: &[&Typed]) -> Option<Vec<Typed>> {
    if matches!(value.expr, Expr::Literal(..)) {
        return None;
    }
    constants.iter().map(|constant| constant_of(&value.data_type, constant)).collect()
}

fn constant_of(target: &Type, constant: &Typed) -> Option<Typed> {
    let Expr::Literal(ScalarValue::Float64(Some(value)), _) = &constant.expr else { return None };
    let scalar = match target {
        Type::TinyInt => ScalarValue::Int8(Some(i8::try_from(whole(*value)?).ok()?)),
        Type::SmallInt => ScalarValue::Int16(Some(i16::try_from(whole(*value)?).ok()?)),
        Type::Integer => ScalarValue::Int32(Some(i32::try_from(whole(*value)?).ok()?)),
        Type::BigInt => ScalarValue::Int64(Some(whole(*value)?)),
        Type::Decimal { precision, scale } if *precision <= EXACT_DIGITS => {
            let unscaled = unscaled(*value, *scale)?;
            let limit = 10_i64.checked_pow(u32::from(*precision))?;
            if unscaled.abs() >= limit {
                return None;
            }
            ScalarValue::Decimal64(Some(unscaled), *precision, i8::try_from(*scale).ok()?)
        }
        _ => return None,
    };
    Some(Typed { expr: Expr::Literal(scalar, None), data_type: target.clone() })
}

fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < EXACT_WHOLE).then_some(value as i64)
}

/// The shortest decimal that reads as the double, if it has no more than `scale` digits behind the point.
fn unscaled(value: f64, scale: u8) -> Option<i64> {
    if !value.is_finite() || value.abs() >= EXACT_WHOLE {
        return None;
    }
    let text = format!("{value}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let missing = usize::from(scale).checked_sub(fraction.len())?;
    format!("{whole}{fraction}{}", "0".repeat(missing)).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_as_exact_numbers() {
        for (target, value, expected) in [
            (Type::Integer, 24.0, Some(ScalarValue::Int32(Some(24)))),
            (Type::TinyInt, 200.0, None),
            (Type::BigInt, 0.5, None),
            (Type::BigInt, 1e17, None),
            (Type::BigInt, f64::NAN, None),
            (Type::decimal(12, 2), 0.05, Some(ScalarValue::Decimal64(Some(5), 12, 2))),
            (Type::decimal(12, 2), -1.5, Some(ScalarValue::Decimal64(Some(-150), 12, 2))),
            (Type::decimal(12, 2), 0.055, None),
            (Type::decimal(3, 2), 10.0, None),
            (Type::decimal(16, 2), 1.0, None),
        ] {
            let column = Typed { expr: datafusion::logical_expr::col("x"), data_type: target.clone() };
            let constant =
                Typed { expr: Expr::Literal(ScalarValue::Float64(Some(value)), None), data_type: Type::Double };
            let found = narrowed(&column, &[&constant]).and_then(|found| found.into_iter().next());
            let expected =
                expected.map(|scalar| Typed { expr: Expr::Literal(scalar, None), data_type: target.clone() });
            assert_eq!(found, expected, "{value} as {target}");
        }
    }
}
