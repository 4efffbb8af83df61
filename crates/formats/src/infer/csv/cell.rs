//! What one cell of delimited text types as.

use boathouse_schema::HiveType;

use crate::infer::Shape;
use crate::infer::temporal::temporal;

const DECIMAL_DIGITS_MAX: usize = 38;

/// Integers, decimals and booleans; everything else is text, and an empty cell says nothing.
pub(super) fn shape(text: &str) -> Shape {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => Shape::Unknown,
        Some(b'+' | b'-' | b'.' | b'0'..=b'9') => number(text),
        Some(b't' | b'T' | b'f' | b'F') if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
            Shape::Scalar(HiveType::Boolean)
        }
        Some(_) => Shape::Scalar(HiveType::String),
    }
}

fn number(text: &str) -> Shape {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let scalar = if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        // Beyond 64 bits a double would lose digits of what is probably an identifier.
        if text.parse::<i64>().is_ok() { HiveType::BigInt } else { HiveType::String }
    } else if is_decimal(unsigned) {
        HiveType::Double
    } else {
        HiveType::String
    };
    Shape::Scalar(scalar)
}

/// `digits[.digits][e[sign]digits]` with a digit before or after the point.
fn is_decimal(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|part| !part.is_empty() && digits(part))
}

/// The type that loses nothing of `text`, whose type by Glue's rules is `shape`.
pub(super) fn precise(text: &str, shape: &Shape) -> Shape {
    let Shape::Scalar(scalar) = shape else { return shape.clone() };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    Shape::Scalar(match scalar {
        HiveType::BigInt | HiveType::Double if unsigned.len() > 1 && has_leading_zeros(unsigned) => HiveType::String,
        HiveType::BigInt if text.parse::<i32>().is_ok() => HiveType::Int,
        HiveType::Double => decimal(unsigned),
        HiveType::String => temporal(text).unwrap_or(HiveType::String),
        other => other.clone(),
    })
}

/// A zero before another digit of the whole part.
fn has_leading_zeros(unsigned: &str) -> bool {
    matches!(unsigned.as_bytes(), [b'0', b'0'..=b'9', ..])
}

/// The digits as they are written; a number with an exponent, and one of very many digits, is a double.
fn decimal(unsigned: &str) -> HiveType {
    let Some((whole, fraction)) = unsigned.split_once('.').filter(|_| !unsigned.contains(['e', 'E'])) else {
        return HiveType::Double;
    };
    let digits = whole.len() + fraction.len();
    match (u8::try_from(digits.max(1)), u8::try_from(fraction.len())) {
        (Ok(precision), Ok(scale)) if digits <= DECIMAL_DIGITS_MAX => HiveType::Decimal { precision, scale },
        _ => HiveType::Double,
    }
}

/// `007`, whose zeros a number would not keep.
pub(super) fn has_leading_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precise_cells() {
        for (text, expected) in [
            ("1", "int"),
            ("-17", "int"),
            ("2147483648", "bigint"),
            ("9223372036854775808", "string"),
            ("0", "int"),
            ("01234", "string"),
            ("-01", "string"),
            ("00.5", "string"),
            ("0.5", "decimal(2,1)"),
            (".5", "decimal(1,1)"),
            ("5.", "decimal(1,0)"),
            ("-12.50", "decimal(4,2)"),
            ("1.5e3", "double"),
            ("123456789012345678901234567890.123456789", "double"),
            ("true", "boolean"),
            ("2024-02-29", "date"),
            ("2024-02-30", "string"),
            ("2024-02-29 10:00:00", "timestamp"),
            ("x", "string"),
        ] {
            assert_eq!(precise(text, &shape(text)).to_hive().to_string(), expected, "{text}");
        }
        assert_eq!(precise("", &shape("")), Shape::Unknown);
    }

    #[test]
    fn cells() {
        for (text, expected) in [
            ("1", "bigint"),
            ("-17", "bigint"),
            ("01234", "bigint"),
            ("9223372036854775807", "bigint"),
            ("9223372036854775808", "string"),
            ("1.5", "double"),
            (".5", "double"),
            ("5.", "double"),
            ("1e5", "double"),
            ("-1.5E-3", "double"),
            ("1e", "string"),
            (".", "string"),
            ("-", "string"),
            ("+", "string"),
            ("1.2.3", "string"),
            ("true", "boolean"),
            ("FALSE", "boolean"),
            ("t", "string"),
            ("inf", "string"),
            ("NaN", "string"),
            ("2020-01-15", "string"),
            ("2020-01-15 03:44:40", "string"),
            ("$1,000", "string"),
            ("1,000", "string"),
            (" 1", "string"),
        ] {
            assert_eq!(shape(text).to_hive().to_string(), expected, "{text}");
        }
        assert_eq!(shape(""), Shape::Unknown);
    }
}
